import { statSync } from 'node:fs';
import { dirname, posix, win32 } from 'node:path';
import type * as z from 'zod';
import { accessListOf, othersWhoMayChange } from '../core/access-list.js';
import { programDataFolder } from '../core/program-data.js';
import { ExternalFileError, readExternalFileSync } from '../core/external-file.js';
import { parseJson, type JsonDocument } from '../core/json-document.js';
import { findingsOf, keyOf, type SettingsProblem } from './settings-problems.js';
import { lockedByRule } from './setting-facts.js';
import { has, isObject, merge, without } from './settings-tree.js';
import { settingFacts, settingKeys, settingsFileSchema, settingsSchema, type Settings } from './settings.js';

/** Where settings come from, in rising order of weight. */
export interface SettingsFiles {
  /** The administrator's file for the whole machine. */
  readonly system: string;
  /** Who besides root may own the system-wide file; for tests. */
  readonly alsoTrustedUid?: number;
  /** What Windows says of owner and access list of a file, in place of Windows; for tests. */
  readonly accessListOf?: (path: string) => string | null;
  /** The user's own, in the profile. */
  readonly user: string;
}

export type SettingsOutcome =
  | {
      readonly outcome: 'read';
      readonly settings: Settings;
      /** The files that were there. */
      readonly files: readonly string[];
      /** What a user's file says and the administrator has locked; it is not used. */
      readonly overruled: readonly SettingsProblem[];
      /** Which file each key that is set comes from; the others have their defaults. */
      readonly origins: ReadonlyMap<string, 'system' | 'user'>;
      /** The keys the administrator has locked, each with everything below it. */
      readonly locked: readonly string[];
      /** The content of each file as it stands, that of a user's file with what is locked; `{}` for a file that is not there. */
      readonly written: { readonly system: unknown; readonly user: unknown };
    }
  | { readonly outcome: 'invalid'; readonly problems: readonly SettingsProblem[] };

/** The system-wide settings file of this machine, as each system's custom has it. */
export function systemSettingsFile(platform: NodeJS.Platform, windowsFolder?: () => string): string {
  switch (platform) {
    case 'win32':
      return win32.join(programDataFolder(windowsFolder), 'Card Desk', 'settings.json');
    case 'darwin':
      return '/Library/Application Support/Card Desk/settings.json';
    default:
      return posix.join('/etc', 'card-desk', 'settings.json');
  }
}

/** A file that was read: its text with places, and what of it counts. */
interface Layer {
  readonly file: string;
  readonly document: JsonDocument;
  readonly value: unknown;
}

/** More than any real file has. */
const LARGEST_FILE = 1024 * 1024;

/**
 * Reads the system-wide settings and the user's own over them, key by key; lists are replaced whole. Files that are
 * missing count as empty. A file that is there and wrong is never half-used: the outcome names every mistake by file,
 * line and key, with the remedy. Synchronous, as nothing can begin before it and the command line needs it before
 * Electron is ready.
 */
export function readSettings(files: SettingsFiles): SettingsOutcome {
  const { system, user } = files;
  const unprotected = protectionProblem(files);
  if (unprotected !== null) return { outcome: 'invalid', problems: [unprotected] };
  const layers: Layer[] = [];
  const broken: SettingsProblem[] = [];
  for (const read of [readLayer(system), readLayer(user)]) {
    if (read !== null && 'problem' in read) broken.push(read);
    else if (read !== null) layers.push(read);
  }
  if (broken.length > 0) return { outcome: 'invalid', problems: broken };
  const systemLayer = layers.find(({ file }) => file === system);
  const locked = systemLayer === undefined ? [] : lockedOf(systemLayer.value);
  const userLayer = layers.find(({ file }) => file === user);
  const overruled =
    userLayer === undefined
      ? []
      : locked
          .filter((key) => userLayer.document.positionOf(key.split('.')) !== undefined)
          .map((key) => ({
            file: user,
            place: userLayer.document.positionOf(key.split('.')) ?? null,
            key,
            problem: `is locked by ${system} and not used here`,
            remedy: 'Remove it',
          }));
  const counting = layers.map((layer) => (layer === userLayer ? { ...layer, value: without(layer.value, locked) } : layer));
  return checked(counting, system, overruled, locked, { system: systemLayer?.value ?? {}, user: userLayer?.value ?? {} });
}

/** Checks one file by itself, as if it were the system-wide one of a machine without others. */
export function checkSettingsFile(file: string): SettingsOutcome {
  const layer = readLayer(file);
  if (layer === null) {
    const problem = { file, place: null, key: '', problem: 'is not there', remedy: 'Check the name of the file' };
    return { outcome: 'invalid', problems: [problem] };
  }
  return 'problem' in layer ? { outcome: 'invalid', problems: [layer] } : checked([layer], file, [], [], { system: layer.value, user: {} });
}

function checked(
  layers: readonly Layer[],
  system: string,
  overruled: readonly SettingsProblem[],
  locked: readonly string[],
  written: Extract<SettingsOutcome, { outcome: 'read' }>['written'],
): SettingsOutcome {
  const misplaced = layers.filter(({ file, value }) => file !== system && isObject(value) && 'locked' in value);
  const merged = layers.reduce<unknown>((below, { value }) => merge(below, value), {});
  const parsed = settingsFileSchema.safeParse(merged, { reportInput: true });
  const problems = [
    ...misplaced.map((layer) => located([layer], ['locked'], 'counts in the system-wide file only', `Remove it, or move it to ${system}`)),
    ...(parsed.success ? [] : unknownKeysFirst(parsed.error.issues))
      .flatMap((issue) => findingsOf(issue, settingKeys))
      .map(({ path, problem, remedy }) => located(layers, path, problem, remedy)),
  ];
  if (problems.length > 0) return { outcome: 'invalid', problems };
  const settings = settingsSchema.parse(without(merged, ['$schema', 'locked']));
  return {
    outcome: 'read',
    settings,
    files: layers.map(({ file }) => file),
    overruled,
    origins: originsOf(layers, system),
    locked,
    written,
  };
}

/** Whether a key, or one above it, is among those that are locked. */
export function isLocked(key: string, locked: readonly string[]): boolean {
  return locked.some((lock) => key === lock || key.startsWith(`${lock}.`));
}

function originsOf(layers: readonly Layer[], system: string): ReadonlyMap<string, 'system' | 'user'> {
  const origins = new Map<string, 'system' | 'user'>();
  for (const { file, value } of layers) {
    for (const key of settingKeys) if (has(value, key.split('.'))) origins.set(key, file === system ? 'system' : 'user');
  }
  return origins;
}

/** A misspelt key is told before the key that is missing because of it. */
function unknownKeysFirst(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return [...issues].sort((a, b) => Number(b.code === 'unrecognized_keys') - Number(a.code === 'unrecognized_keys'));
}

/** Finds the file and line of a path: in the file that counts, or for something missing, at what it is missing from. */
function located(layers: readonly Layer[], path: readonly PropertyKey[], problem: string, remedy: string): SettingsProblem {
  for (let length = path.length; length >= 0; length -= 1) {
    const part = path.slice(0, length);
    for (const { file, document, value } of [...layers].reverse()) {
      const place = document.positionOf(part);
      // What was taken out of the value because it is locked is not what is wrong.
      if (place !== undefined && has(value, part)) return { file, place, key: keyOf(path), problem, remedy };
    }
  }
  return { file: layers[0]?.file ?? '', place: null, key: keyOf(path), problem, remedy };
}

function readLayer(file: string): Layer | SettingsProblem | null {
  let bytes: Buffer;
  try {
    bytes = readExternalFileSync(file, LARGEST_FILE);
  } catch (error) {
    if (error instanceof ExternalFileError && error.code === 'not-there') return null;
    if (error instanceof ExternalFileError && error.code === 'too-large')
      return whole(file, 'is larger than any settings file', 'Check that it is the right file');
    return whole(file, `cannot be read (${error instanceof Error ? error.message : String(error)})`, 'Let the user of the station read it');
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return whole(file, 'is written in UTF-16', 'Save it as UTF-8');
  }
  // Latin-1 has a letter for every byte, so it splits the bytes into lines as they are.
  const wrongLine = bytes
    .toString('latin1')
    .split('\n')
    .findIndex((line) => !isUtf8(Buffer.from(line, 'latin1')));
  if (wrongLine >= 0) {
    return {
      file,
      place: { line: wrongLine + 1, column: 1 },
      key: '',
      problem: 'has letters that are not written in UTF-8',
      remedy: 'Save it as UTF-8',
    };
  }
  const parsed = parseJson(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  if (!parsed.ok) return { file, ...parsed.problem };
  return { file, document: parsed.document, value: parsed.document.value };
}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes);
}

function whole(file: string, problem: string, remedy: string): SettingsProblem {
  return { file, place: null, key: '', problem, remedy };
}

/** What anybody can change binds nobody: the system-wide file and its folder must be the administrators' alone. */
function protectionProblem({ system, alsoTrustedUid, accessListOf: ask = accessListOf }: SettingsFiles): SettingsProblem | null {
  return process.getuid === undefined ? accessListProblem(system, ask) : ownerProblem(system, alsoTrustedUid);
}

function ownerProblem(file: string, alsoTrustedUid: number | undefined): SettingsProblem | null {
  for (const path of [dirname(file), file]) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    if ((stat.uid !== 0 && stat.uid !== alsoTrustedUid) || (stat.mode & 0o022) !== 0) {
      return whole(path, 'can be changed by others than root', `Run: chown root ${path} && chmod go-w ${path}`);
    }
  }
  return null;
}

/**
 * What is wrong with owner and access list of a system-wide settings file under Windows, or of its folder.
 *
 * @param ask says them in SDDL; null: they could not be had, and the file is not believed
 */
export function accessListProblem(file: string, ask: (path: string) => string | null): SettingsProblem | null {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return null;
  const folder = dirname(file);
  for (const path of [folder, file]) {
    const sddl = ask(path);
    if (sddl === null)
      return whole(
        path,
        'may be anybody’s: Windows did not say who may change it',
        'Check that PowerShell may run, then start the station again',
      );
    const others = othersWhoMayChange(sddl);
    if (others.length > 0)
      return whole(
        path,
        `can be changed by others than administrators (${others.join(', ')})`,
        `Look whether it says what it should, then run ${protectionOf(folder)} as administrator, in cmd or PowerShell`,
      );
  }
  return null;
}

/**
 * Returns one line, for cmd and PowerShell 5.1 alike, that makes a folder and its files the administrators' own, as the
 * installer does. The reset comes before the grant: a grant leaves the entries of other accounts as they are.
 */
function protectionOf(folder: string): string {
  const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;
  const steps = [
    `${quoted(folder)} /setowner '*S-1-5-32-544' /T`,
    `${quoted(folder)} /reset`,
    `${quoted(folder)} /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-32-545:(OI)(CI)RX'`,
    `${quoted(`${folder}\\*`)} /reset /T`,
  ];
  return `powershell -NoProfile -Command "${steps.map((step) => `icacls ${step}`).join('; ')}"`;
}

/** Keys that a user's own file does not override: those the administrator names, and those that the rules lock. */
function lockedOf(value: unknown): string[] {
  if (!isObject(value)) return [];
  const named = Array.isArray(value['locked']) ? value['locked'].filter((key): key is string => typeof key === 'string') : [];
  const all = [...new Set([...named, ...lockedByRule(settingFacts, (key) => has(value, key.split('.')))])];
  return all.filter((key) => !all.some((above) => key.startsWith(`${above}.`)));
}
