import type { CareDifference, EndedStatus } from '../../shared/after-care.js';
import type { BindingView } from '../../shared/bindings.js';
import type { RequestStage } from '../../shared/bindable.js';
import type { CmError } from '../../shared/errors.js';
import { ok, type Result } from '../../shared/result.js';
import type { CmClient, CmRequest, CmSmartcard } from '../cm/client.js';
import { smartcardIdOf } from '../cm/smartcard-uri.js';
import type { EndedStatuses } from './ended-statuses.js';

/** Makes a call when the budget allows; null if stopped. */
export type BudgetedAsk = <T>(call: (signal: AbortSignal) => Promise<Result<T, CmError>>) => Promise<Result<T, CmError> | null>;

export interface LookDeps {
  readonly cm: Pick<CmClient, 'getRequest' | 'getSmartcard' | 'listProfileTemplates' | 'readRequests'>;
  readonly ask: BudgetedAsk;
  readonly endedStatuses: EndedStatuses;
  /** Returns the list in which requests with a status number last came; null: none. */
  readonly stageOf: (status: number) => RequestStage | null;
  readonly now: () => Date;
}

/** What the server says about a bound request. */
export type LookResult =
  | { readonly seen: 'gone' }
  | {
      readonly seen: 'request';
      readonly status: number;
      /** Null: not known to have ended. */
      readonly ended: EndedStatus | 'executed' | null;
      readonly difference: CareDifference | null;
      /** The server's different values, by id. */
      readonly evidence: string;
    };

/**
 * Checks the request of a binding with as few calls as possible: its smartcard is fetched only if it may differ from the bound
 * one, or if the request was executed.
 * @returns null if stopped
 */
export async function lookAtRequest(deps: LookDeps, binding: BindingView): Promise<Result<LookResult, CmError> | null> {
  const { cm, ask } = deps;
  const asked = await ask((signal) => cm.getRequest(binding.request.requestId, signal));
  if (asked === null) return null;
  if (!asked.ok) return isGone(deps, asked.error);
  const request = asked.value;
  const ended = await endOf(deps, request);
  if (ended === null || !ended.ok) return ended;
  const facts = { seen: 'request', status: request.status, ended: ended.value } as const;
  // A request that ended otherwise may have lost its card by that.
  if (ended.value !== null && ended.value !== 'executed') return ok({ ...facts, ...nothingDiffers });
  const difference = await differenceOf(deps, binding, request, ended.value === 'executed');
  return difference === null || !difference.ok ? difference : ok({ ...facts, ...difference.value });
}

interface Differs {
  readonly difference: CareDifference | null;
  readonly evidence: string;
}
const nothingDiffers: Differs = { difference: null, evidence: '' };

/** Believes a 404 about a request only while the API answers another call: an API that is switched off answers 404 to everything. */
async function isGone({ cm, ask }: LookDeps, error: CmError): Promise<Result<LookResult, CmError> | null> {
  if (error.code !== 'not-found') return { ok: false, error };
  const alive = await ask((signal) => cm.listProfileTemplates(signal));
  return alive === null || !alive.ok ? alive : ok({ seen: 'gone' });
}

async function endOf(
  { cm, ask, endedStatuses, stageOf, now }: LookDeps,
  request: CmRequest,
): Promise<Result<EndedStatus | 'executed' | null, CmError> | null> {
  const word = endedStatuses.endOf(request.status);
  if (word !== null) return ok(word);
  const nowMs = now().getTime();
  if (stageOf(request.status) !== null || !endedStatuses.mayLearn(request.status, nowMs)) return ok(null);
  return endedStatuses.learn(cm, ask, request, nowMs);
}

async function differenceOf(
  { cm, ask }: LookDeps,
  binding: BindingView,
  { newSmartcardId, targetUserId }: CmRequest,
  isLast: boolean,
): Promise<Result<Differs, CmError> | null> {
  const { userId } = binding.request.person;
  if (targetUserId !== userId) return ok({ difference: 'other-person', evidence: `The request is for user ${targetUserId}.` });
  if (newSmartcardId === null) return ok({ difference: 'no-card', evidence: 'The request has no smartcard.' });
  if (newSmartcardId === boundAs(binding) && !isLast) return ok(nothingDiffers);
  const found = await ask((signal) => cm.getSmartcard(newSmartcardId, signal));
  return found === null || !found.ok ? found : ok(differsBy(binding, found.value));
}

function differsBy({ cardId, atr, request }: BindingView, there: CmSmartcard): Differs {
  const { smartcardId, assignedUserId } = there;
  // A server without an ATR still identifies the card by its id.
  if (there.cardId !== cardId.text || (there.atr !== '' && there.atr !== atr))
    return { difference: 'other-card', evidence: `The request has smartcard ${smartcardId}, card id ${there.cardId}.`.slice(0, 500) };
  if (assignedUserId !== null && assignedUserId !== request.person.userId)
    return { difference: 'other-person', evidence: `The card is smartcard ${smartcardId} of user ${assignedUserId}.` };
  return nothingDiffers;
}

/** Returns the smartcard id from the server's bind answer; null if it gave none. */
function boundAs({ state }: BindingView): string | null {
  return state.state === 'bound' && state.smartcardUri !== null ? smartcardIdOf(state.smartcardUri) : null;
}
