/**
 * What a person who can change a key could undo.
 * - `roles`: identity and permissions: which server and directory are trusted, and how.
 * - `bindings`: which card may be bound to whom: everything refused without a second person.
 * - `locked-desk`: how a locked desk is left, and what it shows.
 * - `record`: what the security office learns of the journal.
 * - `nothing`: convenience only.
 */
export const protectedThings = ['roles', 'bindings', 'locked-desk', 'record', 'nothing'] as const;
export type ProtectedThing = (typeof protectedThings)[number];

/** A protection of the station and what it depends on. */
export interface Protection {
  readonly id: string;
  readonly restsOn: {
    /** Settings, by what their keys protect. */
    readonly settings: readonly Exclude<ProtectedThing, 'nothing'>[];
    /** Further conditions. */
    readonly also: readonly string[];
  };
  /** The key that, in the system-wide file, locks those settings for users; null: the administrator locks them. */
  readonly lockedWhere: 'roles' | 'kiosk.pinHash' | null;
  /** The rows of docs/threat-model.md that it covers. */
  readonly rows: readonly number[];
}

/**
 * All protections. The locking rules are derived from this table, and `build/lint/protections.test.ts` compares it with the
 * threat model and its tests, row by row.
 */
export const protections: readonly Protection[] = [
  {
    id: 'the right card',
    restsOn: { settings: ['bindings'], also: ['two readings of a card', 'the reader host', 'the card stock and prepared files'] },
    lockedWhere: 'roles',
    rows: [1, 2, 3, 4, 6, 23, 33, 34, 43, 45, 56, 75],
  },
  {
    id: 'what the operator meant',
    restsOn: { settings: [], also: ['keys that were let go', 'the request as it was shown', 'main looking everything up again'] },
    lockedWhere: null,
    rows: [5, 7, 8, 24, 32, 55],
  },
  {
    id: 'the record',
    restsOn: { settings: ['record'], also: ['the chain of the journal', 'the key of the journal', 'the passphrase of the backups'] },
    lockedWhere: 'roles',
    rows: [9, 10, 11, 31, 37, 39, 40, 41, 53, 57, 61, 63, 65, 66, 68, 70, 73, 74],
  },
  {
    id: 'personal data',
    restsOn: { settings: [], also: ['the key store', 'a log of codes and numbers', 'settings that declare whose data they hold'] },
    lockedWhere: null,
    rows: [12, 13, 42, 59, 60, 72],
  },
  {
    id: 'the settings',
    restsOn: { settings: [], also: ['the owner of the system-wide file', 'main’s own question', 'addresses composed in one place'] },
    lockedWhere: null,
    rows: [14, 15, 35, 36, 38],
  },
  {
    id: 'the program',
    restsOn: {
      settings: [],
      also: [
        'fuses and the checked archive',
        'the command line and environment',
        'the sandbox',
        'pinned packages',
        'the office’s signature of an announcement',
      ],
    },
    lockedWhere: null,
    rows: [16, 17, 25, 26, 27, 69],
  },
  {
    id: 'the right server',
    restsOn: { settings: ['roles'], also: ['TLS', 'the lists of hosts', 'asking before sending again'] },
    lockedWhere: 'roles',
    rows: [18, 19, 20, 21, 22],
  },
  {
    id: 'roles',
    restsOn: { settings: ['roles'], also: ['a password the server asked for and took', 'the directory’s answer', 'the table of calls'] },
    lockedWhere: 'roles',
    rows: [46, 47, 54, 64],
  },
  {
    id: 'approvals',
    restsOn: {
      settings: ['roles', 'bindings'],
      also: ['a second name that is certainly another person’s', 'a password that was asked for', 'the count of wrong tries'],
    },
    lockedWhere: 'roles',
    rows: [48, 49, 50, 51, 52, 71],
  },
  { id: 'training kept apart', restsOn: { settings: [], also: ['a server and a journal of its own'] }, lockedWhere: null, rows: [28] },
  {
    id: 'a desk that works',
    restsOn: { settings: [], also: ['limits in time and size', 'the disk'] },
    lockedWhere: null,
    rows: [29, 44, 58, 62, 67],
  },
  {
    id: 'the locked desk',
    restsOn: { settings: ['locked-desk'], also: ['the PIN', 'the count of wrong tries'] },
    lockedWhere: 'kiosk.pinHash',
    rows: [30],
  },
];
