import type { RequestStage } from '../../shared/bindable.js';
import type { CmError } from '../../shared/errors.js';
import { ok, type Result } from '../../shared/result.js';
import type { CmClient, CmRequest, Rejected } from '../cm/client.js';
import { forEachYielding } from '../core/yielding.js';

/** A request and the list it came in. */
export interface Staged {
  readonly request: CmRequest;
  readonly stage: RequestStage;
}

/** The combined content of the server's lists. */
export interface StagedRequests {
  readonly staged: ReadonlyMap<string, Staged>;
  /** The list in which each status number came. */
  readonly stages: ReadonlyMap<number, RequestStage>;
  /** Lists besides the approved requests that could not be fetched. */
  readonly failed: ReadonlyMap<RequestStage, CmError>;
  readonly rejected: Rejected;
}

/** The lists besides the approved requests. */
const otherLists = [
  { stage: 'executing', status: 'Executing' },
  { stage: 'pending', status: 'Pending' },
] as const;

/** Fetches the open requests. Fails without the list of approved requests; succeeds without the others. */
export async function fetchStaged(cm: Pick<CmClient, 'listRequests'>): Promise<Result<StagedRequests, CmError>> {
  const approved = await cm.listRequests('Approved');
  if (!approved.ok) return approved;
  // Fetched after the approved ones: a request that moves meanwhile is in both lists, and the later list counts.
  const others = await Promise.all(otherLists.map(async ({ stage, status }) => ({ stage, list: await cm.listRequests(status) })));
  const staged = new Map<string, Staged>();
  const stages = new Map<number, RequestStage>();
  const failed = new Map<RequestStage, CmError>();
  const rejected: Rejected[] = [approved.value.rejected];
  const take = (requests: readonly CmRequest[], stage: RequestStage): Promise<void> =>
    forEachYielding(requests, (request) => {
      // A pending request cannot have been approved a moment ago.
      if (stage === 'pending' && staged.has(request.requestId)) return;
      staged.set(request.requestId, { request, stage });
      // A number from bindable requests is not overridden by another list.
      if (stage !== 'pending' || !stages.has(request.status)) stages.set(request.status, stage);
    });
  await take(approved.value.requests, 'approved');
  for (const { stage, list } of others) {
    if (list.ok) {
      rejected.push(list.value.rejected);
      await take(list.value.requests, stage);
    } else {
      failed.set(stage, list.error);
    }
  }
  const all = { count: rejected.reduce((sum, { count }) => sum + count, 0), first: rejected.flatMap(({ first }) => first) };
  return ok({ staged, stages, failed, rejected: all });
}
