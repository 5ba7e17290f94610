/**
 * The events of entries that belong to no binding, by the names that stand in the journal. A new one needs its row in
 * `electron/collector/note-kinds.ts` too, which says what the security office hears of it; the types ask for it.
 */
export const noteEvents = [
  'opened',
  'operator-changed',
  'role-changed',
  'settings-changed',
  'settings-not-changed',
  'pin-tries',
  'approval-tries',
  'approval-granted',
  'clock-jumped',
  'command-asked',
  'journal-archived',
  'journal-put-back',
  'journal-set-aside',
  'restored',
  'desk-seen',
  'desk-contradicted',
  'card-reused',
  'prepared-file-taken',
  'prepared-file-removed',
  'prepared-otherwise',
  'run-begun',
  'run-set-aside',
  'run-ended',
  'stock-imported',
  'stock-marked',
  'card-refused-by-stock',
  'card-warned-of-by-stock',
  'printed-serial-confirmed',
  'printed-serial-refused',
] as const;
export type NoteEvent = (typeof noteEvents)[number];
