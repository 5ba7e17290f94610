/**
 * Events of entries without a binding, by the names stored in the journal. The types require a row for each in
 * `electron/collector/note-kinds.ts`, which defines what the collector receives.
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
