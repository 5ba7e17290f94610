/** Owner and access list of a folder, and of a file in it. */
export interface ProtectedFolder {
  folder: AccessList;
  file: AccessList;
}

interface AccessList {
  readonly owner: string;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly sid: string;
  readonly rights: string;
  readonly inherited: boolean;
}

/** What the folder for all programs' data gives to its subfolders: users may create files. */
const FROM_ABOVE: readonly Entry[] = [
  { sid: 'S-1-5-18', rights: 'FA', inherited: true },
  { sid: 'S-1-5-32-544', rights: 'FA', inherited: true },
  { sid: 'S-1-5-32-545', rights: 'DCLCRPCR', inherited: true },
];

const RIGHTS: Readonly<Record<string, string>> = { F: 'FA', RX: '0x1200a9' };

/**
 * Returns what a folder and its file are after some calls of icacls, by its documentation: `/reset` replaces the list by what is
 * inherited, `/inheritance:r` removes what is inherited, and `/grant:r` replaces the entries of only the accounts it names.
 *
 * @param calls the arguments of each call: a path (one that ends with `*` is of the file), then what is done
 */
export function afterIcacls(before: ProtectedFolder, calls: readonly string[]): ProtectedFolder {
  const after = { ...before };
  for (const call of calls) {
    const ofFile = /\*['"]?\s+\//.test(call);
    if (!ofFile) after.folder = changed(after.folder, call, FROM_ABOVE);
    const below = after.folder.entries.map((entry) => ({ ...entry, inherited: true }));
    if (ofFile || call.includes('/T')) after.file = changed(after.file, call, below);
  }
  return after;
}

function changed(list: AccessList, call: string, fromAbove: readonly Entry[]): AccessList {
  const owner = /\/setowner '?\*(S-[\d-]+)/.exec(call)?.[1] ?? list.owner;
  const reset = / \/reset\b/.test(call) ? fromAbove : list.entries;
  const kept = call.includes('/inheritance:r') ? reset.filter(({ inherited }) => !inherited) : reset;
  const granted = [...call.matchAll(/\*(S-[\d-]+):\(OI\)\(CI\)(\w+)/g)].map(([, sid = '', rights = '']) => ({
    sid,
    rights: RIGHTS[rights] ?? rights,
    inherited: false,
  }));
  return { owner, entries: [...kept.filter(({ sid }) => !granted.some((entry) => entry.sid === sid)), ...granted] };
}

/** An owner and a list in SDDL. */
export function sddlOf({ owner, entries }: AccessList): string {
  return `O:${owner}G:SYD:${entries.map(({ sid, rights, inherited }) => `(A;${inherited ? 'ID' : ''};${rights};;;${sid})`).join('')}`;
}

/** A folder that an account created, with its own entry in each list. */
export function madeBy(sid: string): ProtectedFolder {
  const list: AccessList = { owner: sid, entries: [{ sid, rights: 'FA', inherited: false }, ...FROM_ABOVE] };
  return { folder: list, file: list };
}
