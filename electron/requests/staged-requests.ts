import type { RequestStage } from '../../shared/bindable.js';
import type { CmError } from '../../shared/errors.js';
import { ok, type Result } from '../../shared/result.js';
import type { CmClient, CmRequest, Rejected } from '../cm/client.js';
import { forEachYielding } from '../core/yielding.js';

/** A request with the list it came with. */
export interface Staged {
  readonly request: CmRequest;
  readonly stage: RequestStage;
}

/** What the server's lists hold together. */
export interface StagedRequests {
  readonly staged: ReadonlyMap<string, Staged>;
  /** The list that each status number came with. */
  readonly stages: ReadonlyMap<number, RequestStage>;
  /** Lists beside that of the approved requests that could not be had. */
  readonly failed: ReadonlyMap<RequestStage, CmError>;
  readonly rejected: Rejected;
}

/** The lists beside that of the approved requests. */
const otherLists = [
  { stage: 'executing', status: 'Executing' },
  { stage: 'pending', status: 'Pending' },
] as const;

/** Fetches the requests that wait. Without the approved ones there is no answer; without the others there is one. */
export async function fetchStaged(cm: Pick<CmClient, 'listRequests'>): Promise<Result<StagedRequests, CmError>> {
  const approved = await cm.listRequests('Approved');
  if (!approved.ok) return approved;
  // Asked after the approved ones: what moves on meanwhile is in both lists, and the later one counts.
  const others = await Promise.all(otherLists.map(async ({ stage, status }) => ({ stage, list: await cm.listRequests(status) })));
  const staged = new Map<string, Staged>();
  const stages = new Map<number, RequestStage>();
  const failed = new Map<RequestStage, CmError>();
  const rejected: Rejected[] = [approved.value.rejected];
  const take = (requests: readonly CmRequest[], stage: RequestStage): Promise<void> =>
    forEachYielding(requests, (request) => {
      // One that waits for approval cannot have been approved a moment ago.
      if (stage === 'pending' && staged.has(request.requestId)) return;
      staged.set(request.requestId, { request, stage });
      // A number that came with bindable requests is not taken for that of others.
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
