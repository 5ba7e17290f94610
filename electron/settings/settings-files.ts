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

/** Sources of settings, in ascending precedence. */
export interface SettingsFiles {
  /** The administrator's system-wide file. */
  readonly system: string;
  /** A user besides root who may own the system-wide file; for tests. */
  readonly alsoTrustedUid?: number;
  /** Returns a file's owner and access list instead of Windows; for tests. */
  readonly accessListOf?: (path: string) => string | null;
  /** The user's file, in the profile. */
  readonly user: string;
}

export type SettingsOutcome =
  | {
      readonly outcome: 'read';
      readonly settings: Settings;
      /** The files that exist. */
      readonly files: readonly string[];
      /** Values in a user's file that the administrator has locked; they are ignored. */
      readonly overruled: readonly SettingsProblem[];
      /** The file that sets each key; other keys have their defaults. */
      readonly origins: ReadonlyMap<string, 'system' | 'user'>;
      /** The keys that the administrator has locked, each with its children. */
      readonly locked: readonly string[];
      /** The full content of each file, locked values included; `{}` for a missing file. */
      readonly written: { readonly system: unknown; readonly user: unknown };
    }
  | { readonly outcome: 'invalid'; readonly problems: readonly SettingsProblem[] };

/** Returns the path of the system-wide settings file, by the platform's convention. */
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

/** A file that was read: its text with positions, and its effective values. */
interface Layer {
  readonly file: string;
  readonly document: JsonDocument;
  readonly value: unknown;
}

/** Bytes; more than any real file has. */
const LARGEST_FILE = 1024 * 1024;

/**
 * Reads the system-wide settings and merges the user's over them, key by key; lists are replaced whole. Missing files count as
 * empty. A file with mistakes is never partly used: the outcome lists each mistake by file, line and key, with its remedy.
 * Synchronous, because everything waits for it and the command line needs it before Electron is ready.
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
            problem: `is locked in ${system}, so this value is not used`,
            remedy: 'Remove it',
          }));
  const counting = layers.map((layer) => (layer === userLayer ? { ...layer, value: without(layer.value, locked) } : layer));
  return checked(counting, system, overruled, locked, { system: systemLayer?.value ?? {}, user: userLayer?.value ?? {} });
}

/** Checks one file as if it were the only, system-wide one. */
export function checkSettingsFile(file: string): SettingsOutcome {
  const layer = readLayer(file);
  if (layer === null) {
    const problem = { file, place: null, key: '', problem: 'does not exist', remedy: 'Check the file name' };
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
  // Parsed once: compiling the schema, as zod does otherwise, takes longer than it saves.
  const parsed = settingsFileSchema.safeParse(merged, { reportInput: true, jitless: true });
  const problems = [
    ...misplaced.map((layer) =>
      located([layer], ['locked'], 'is allowed only in the system-wide file', `Remove it, or move it to ${system}`),
    ),
    ...(parsed.success ? [] : unknownKeysFirst(parsed.error.issues))
      .flatMap((issue) => findingsOf(issue, settingKeys))
      .map(({ path, problem, remedy }) => located(layers, path, problem, remedy)),
  ];
  if (problems.length > 0) return { outcome: 'invalid', problems };
  const settings = settingsSchema.parse(without(merged, ['$schema', 'locked']), { jitless: true });
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

/** Whether a key, or one above it, is locked. */
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

/** Reports misspelled keys before the keys that are missing because of them. */
function unknownKeysFirst(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return [...issues].sort((a, b) => Number(b.code === 'unrecognized_keys') - Number(a.code === 'unrecognized_keys'));
}

/** Finds the file and line of a path in the effective file; for a missing key, those of its parent. */
function located(layers: readonly Layer[], path: readonly PropertyKey[], problem: string, remedy: string): SettingsProblem {
  for (let length = path.length; length >= 0; length -= 1) {
    const part = path.slice(0, length);
    for (const { file, document, value } of [...layers].reverse()) {
      const place = document.positionOf(part);
      // A value that was removed because it is locked is not the mistake.
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
      return whole(file, 'is too large for a settings file', 'Check that it is the right file');
    return whole(
      file,
      `cannot be read (${error instanceof Error ? error.message : String(error)})`,
      'Give this user permission to read it',
    );
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return whole(file, 'is encoded as UTF-16', 'Save it as UTF-8');
  }
  // Latin-1 decodes any byte, so it splits the bytes into lines unchanged.
  const wrongLine = bytes
    .toString('latin1')
    .split('\n')
    .findIndex((line) => !isUtf8(Buffer.from(line, 'latin1')));
  if (wrongLine >= 0) {
    return {
      file,
      place: { line: wrongLine + 1, column: 1 },
      key: '',
      problem: 'is not valid UTF-8',
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

/** Checks that only administrators can change the system-wide file and its folder; otherwise it would not bind users. */
function protectionProblem({ system, alsoTrustedUid, accessListOf: ask = accessListOf }: SettingsFiles): SettingsProblem | null {
  return process.getuid === undefined ? accessListProblem(system, ask) : ownerProblem(system, alsoTrustedUid);
}

function ownerProblem(file: string, alsoTrustedUid: number | undefined): SettingsProblem | null {
  for (const path of [dirname(file), file]) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return null;
    if ((stat.uid !== 0 && stat.uid !== alsoTrustedUid) || (stat.mode & 0o022) !== 0) {
      return whole(path, 'can be changed by users other than root', `Run: chown root ${path} && chmod go-w ${path}`);
    }
  }
  return null;
}

/**
 * Returns the problem with the owner or access list of a system-wide settings file on Windows, or of its folder.
 * @param ask returns both in SDDL; null: unknown, and the file is rejected
 */
export function accessListProblem(file: string, ask: (path: string) => string | null): SettingsProblem | null {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return null;
  const folder = dirname(file);
  for (const path of [folder, file]) {
    const sddl = ask(path);
    if (sddl === null)
      return whole(
        path,
        'cannot be trusted, because Windows did not report who can change it',
        'Check that PowerShell is allowed to run, then restart the station',
      );
    const others = othersWhoMayChange(sddl);
    if (others.length > 0)
      return whole(
        path,
        `can be changed by users other than administrators (${others.join(', ')})`,
        `Check its content, then run this as an administrator in Command Prompt or PowerShell: ${protectionOf(folder)}`,
      );
  }
  return null;
}

/**
 * Returns one command for cmd and PowerShell 5.1 that restricts a folder and its files to administrators, as the installer
 * does. The reset comes first, because a grant keeps other accounts' entries.
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

/** Returns the keys that a user's file cannot override: those that the administrator lists and those locked by rule. */
function lockedOf(value: unknown): string[] {
  if (!isObject(value)) return [];
  const named = Array.isArray(value['locked']) ? value['locked'].filter((key): key is string => typeof key === 'string') : [];
  const all = [...new Set([...named, ...lockedByRule(settingFacts, (key) => has(value, key.split('.')))])];
  return all.filter((key) => !all.some((above) => key.startsWith(`${above}.`)));
}
