import type { NoteEvent } from '../store/note-events.js';
import type { EventKind } from './kinds.js';

const cardAndRequest = { requests: ['requestId'], cards: ['cardId', 'serial', 'entered'] } as const;

/** The entries that belong to no binding: which facts of each are told. Texts that a person typed never are. */
export const noteKinds: Readonly<Record<NoteEvent, EventKind>> = {
  opened: { id: 1001, severity: 'info', text: 'The station was opened', facts: ['version', 'mode'] },
  'operator-changed': { id: 1002, severity: 'info', text: 'Another account signed in', facts: ['source'] },
  'role-changed': { id: 1003, severity: 'notice', text: 'The role at the desk changed', facts: ['role', 'source'] },
  'settings-changed': { id: 1004, severity: 'notice', text: 'Settings were changed', facts: ['keys'] },
  'settings-not-changed': { id: 1005, severity: 'notice', text: 'A change of settings failed', facts: ['keys'] },
  'pin-tries': { id: 1006, severity: 'warning', text: 'Wrong tries of the PIN of the locked desk', facts: ['wrong', 'nextAt'] },
  'approval-tries': { id: 1007, severity: 'warning', text: 'Wrong tries of the password of a second person', facts: ['wrong', 'nextAt'] },
  'clock-jumped': { id: 1008, severity: 'notice', text: 'The clock of the computer jumped', facts: ['jumpMs'] },
  'command-asked': { id: 1009, severity: 'notice', text: 'A command of the command line was asked for', facts: ['command'] },
  'journal-put-back': {
    id: 1101,
    severity: 'warning',
    text: 'The journal is an older copy or comes from elsewhere',
    facts: ['known', 'found'],
  },
  'journal-set-aside': { id: 1102, severity: 'warning', text: 'The journal was damaged and a new one was begun' },
  restored: {
    id: 1103,
    severity: 'warning',
    text: 'The journal was restored from a backup',
    facts: ['madeAt', 'madeBy', 'entries', 'head'],
  },
  'desk-seen': {
    id: 1104,
    severity: 'info',
    text: 'The head of the journal of another desk was seen',
    facts: ['station', 'journal', 'entries', 'head', 'key'],
  },
  'desk-contradicted': {
    id: 1105,
    severity: 'warning',
    text: 'A journal is not the one that was seen before',
    facts: ['station', 'journal', 'by', 'contradiction', 'known', 'found'],
  },
  'card-reused': {
    id: 2101,
    severity: 'info',
    text: 'A retired card is bound again',
    facts: ['bindingId', 'earlier'],
    included: { cards: ['cardId'] },
  },
  'approval-granted': {
    id: 2102,
    severity: 'notice',
    text: 'A second person approved an action',
    facts: ['act', 'approvalId', 'bindingId', 'role', 'refusals'],
    included: { operator: ['approver'], requests: ['requestId'] },
  },
  'prepared-file-taken': { id: 2201, severity: 'info', text: 'A file of prepared cards was taken in', facts: ['cards', 'digest'] },
  'prepared-file-removed': { id: 2202, severity: 'info', text: 'A file of prepared cards was removed', facts: ['cards'] },
  'prepared-otherwise': {
    id: 2203,
    severity: 'warning',
    text: 'A card is bound otherwise than a prepared file says',
    facts: ['bindingId', 'said', 'line'],
    included: { requests: ['requestId'], cards: ['cardId'] },
  },
  'stock-imported': { id: 2301, severity: 'info', text: 'Cards were added to the card stock', facts: ['cards', 'skipped'] },
  'stock-marked': {
    id: 2302,
    severity: 'notice',
    text: 'A card of the card stock was marked',
    facts: ['before', 'status'],
    included: { cards: ['card', 'serial'] },
  },
  'card-refused-by-stock': {
    id: 2303,
    severity: 'warning',
    text: 'A card was refused by the card stock',
    facts: ['reason'],
    included: cardAndRequest,
  },
  'card-warned-of-by-stock': {
    id: 2304,
    severity: 'notice',
    text: 'The card stock warned of a card',
    facts: ['reason'],
    included: cardAndRequest,
  },
  'printed-serial-confirmed': { id: 2305, severity: 'info', text: 'The number printed on a card was confirmed', included: cardAndRequest },
  'printed-serial-refused': {
    id: 2306,
    severity: 'warning',
    text: 'The number printed on a card was not that of the chip',
    facts: ['reason'],
    included: cardAndRequest,
  },
  'run-begun': { id: 2401, severity: 'info', text: 'A run was begun', facts: ['runId', 'from', 'people'] },
  'run-set-aside': {
    id: 2402,
    severity: 'notice',
    text: 'Somebody was set aside in a run',
    facts: ['runId', 'place', 'reason', 'slipNumber'],
    included: { requests: ['requestId'] },
  },
  'run-ended': { id: 2403, severity: 'info', text: 'A run was ended', facts: ['runId', 'people'] },
};
