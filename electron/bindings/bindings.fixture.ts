import type { BindingState, BindingView, OperatorView } from '../../shared/bindings.js';
import type { CardId } from '../../shared/cards.js';
import type { CmError } from '../../shared/errors.js';
import type { CmRequest } from '../cm/client.js';
import type { RequestView } from '../../shared/requests.js';
import type { JournalFile } from '../store/journal-file.js';
import type { Transition } from '../store/journal.js';

/** Test values for bindings: the request and the card of the CM API's example. */
export const exampleRequest: RequestView = {
  requestId: 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099',
  type: 1,
  person: {
    state: 'resolved',
    userId: '8f1590dc-d932-4b66-8e68-2e91c5880780',
    name: 'Noor van der Velden',
    account: 'nvelden',
    department: 'Facility Services',
    employeeId: '10231',
  },
  profileTemplate: { profileTemplateId: 'a039b4d0-5ce8-4eff-8651-181c6576fda3', name: 'Smart Card Logon' },
  submittedAt: '2015-07-07T23:36:21.930Z',
  priority: 0,
  comment: '',
};

export const exampleCardId: CardId = {
  text: 'bc88f13f-83ba-4037-8262-46eba1291c6e',
  raw: '3ff188bcba833740826246eba1291c6e',
  byteOrder: 'windows-guid',
  source: 'gids',
};

/** What an operator saw of both. */
export const exampleSeen: OperatorView = {
  userId: exampleRequest.person.userId,
  profileTemplateId: exampleRequest.profileTemplate.profileTemplateId,
  cardId: exampleCardId.text,
};

export const exampleAtr = '3b8d0180fba000000397425446590301c8';
export const exampleSmartcardId = '17cf063d-e337-4aa9-a822-346554ddd3c9';

export function guid(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** The example's request at the server, approved and without a smartcard. */
export const requestAtServer: CmRequest = {
  requestId: exampleRequest.requestId,
  type: 1,
  status: 3,
  targetUserId: exampleRequest.person.userId,
  profileTemplateId: exampleRequest.profileTemplate.profileTemplateId,
  newSmartcardId: null,
  submittedAt: exampleRequest.submittedAt,
  completedAt: null,
  priority: 0,
  comment: '',
  isSmartcard: true,
  oldSmartcardId: null,
  originatorUserId: exampleRequest.person.userId,
  isEnrollmentAgent: false,
  data: [],
};

/** Binding number `n`, with its own request and card. */
export function binding(n: number, state: BindingState = { state: 'intended' }): BindingView {
  return {
    bindingId: guid(n),
    request: { ...exampleRequest, requestId: guid(0x1000 + n) },
    cardId: { ...exampleCardId, text: guid(0x2000 + n) },
    atr: exampleAtr,
    readerName: 'Reader 1',
    confirmedAt: '2026-01-05T08:00:00.000Z',
    state,
  };
}

const answered = { correlationId: null, message: '' };
export const errors = {
  unreached: { code: 'network', layer: 'tcp', reached: false, detail: 'refused' },
  broken: { code: 'network', layer: 'http', reached: true, detail: 'reset' },
  timeout: { code: 'timeout', phase: 'answer', limitMs: 30_000, reached: true },
  forbidden: { code: 'forbidden', status: 403, ...answered },
  server: { code: 'server-error', status: 500, ...answered },
  signedOut: { code: 'not-signed-in', status: 401, ...answered },
} as const satisfies Record<string, CmError>;

/** No prepared file. */
export const nothingPrepared = { check: () => ({ check: 'none' as const }), otherwise: 'refuse' as const };

/** Records a step from the stored state. */
export function recordStep(journal: Pick<JournalFile, 'find' | 'record'>, step: Omit<Transition, 'from'>): void {
  const from = journal.find(step.bindingId)?.state ?? { state: 'intended' };
  const { outcome } = journal.record({ ...step, from });
  if (outcome !== 'written') throw new Error(`The journal does not move ${step.bindingId} from ${from.state} to ${step.state.state}`);
}
