import { join } from 'node:path';
import type { Warnings } from '../../shared/warnings.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { directoryPeople } from '../people/directory-people.js';
import type { Directory, DirectoryError, DirectoryOptions } from '../people/directory.js';
import type { SignInGate } from '../people/sign-in-gate.js';
import { peopleWithFallback, peopleFrom, type KnownPeople, type People } from '../people/people.js';
import { readRoster } from '../people/roster.js';
import { noPeopleCache, openPeopleCache } from '../store/people-cache.js';
import { AuthoritiesError, nodeTrust, readAuthorities } from '../cm/authorities.js';
import { directoryPassword, PasswordError } from '../boot/directory-password.js';
import { systemKeyStore } from '../core/key-store.js';
import type { Log } from '../core/log.js';
import { schedule } from '../core/schedule.js';
import type { Settings } from '../settings/settings.js';
import { storeOrNull } from '../store/require-store.js';

export interface LivePeopleDeps {
  readonly profile: string;
  /** Folder and key of the caches beside the journal. */
  readonly folder: string;
  readonly key: string | null;
  /** Path of the bundled store worker. */
  readonly storeWorker: string;
  readonly log: (module: string) => Log;
  /** Shared by everything that signs in to the same directory. */
  readonly gate: SignInGate;
}

/** The people of the roster, and warnings about it. */
interface Roster {
  readonly people: Exclude<KnownPeople, () => unknown>;
  readonly warnings: Warnings;
}

/** People that were not looked up for this long are removed from the cache, ms. */
const CACHE_MS = 90 * 24 * 3_600_000;

type DirectorySettings = NonNullable<Settings['people']['directory']>;

/** Returns the people of a live station: those of the roster, which is read on first use, and the directory's. */
export async function livePeople(settings: Settings, options: LivePeopleDeps): Promise<People> {
  let reading: Promise<Roster> | null = null;
  const roster = (): Promise<Roster> => (reading ??= rosterOf(settings.roster));
  const known = async (): Promise<Roster['people']> => (await roster()).people;
  const directory = await peopleOfDirectory(settings, options);
  const people = directory === null ? peopleFrom(known) : peopleWithFallback(known, directory);
  return {
    ...people,
    start: (listener) => {
      people.start(listener);
      void roster().then(({ warnings }) => {
        for (const warning of warnings) listener.warned(warning);
      });
    },
  };
}

async function peopleOfDirectory(settings: Settings, options: LivePeopleDeps): Promise<People | null> {
  const { directory: wanted } = settings.people;
  if (wanted === undefined) return null;
  const { folder, key, storeWorker, log } = options;
  const forgetBefore = Date.now() - CACHE_MS;
  const onCacheTrouble = (detail: string): void => {
    log('people').warn('answers of the directory cannot be cached', { detail });
  };
  return directoryPeople({
    directory: await directoryOf(wanted, options),
    cache:
      (await storeOrNull(openPeopleCache(storeWorker, { path: join(folder, 'people.db'), key, forgetBefore }), onCacheTrouble)) ??
      noPeopleCache,
    now: () => new Date(),
    schedule,
    onCacheTrouble,
  });
}

async function directoryOf(settings: DirectorySettings, { profile, gate }: LivePeopleDeps): Promise<Directory> {
  const options = await directoryOptions(settings, profile, gate);
  if (!options.ok) return brokenDirectory(options.error);
  // Loaded only with a directory, because it has large dependencies.
  const { createDirectory } = await import('../people/directory.js');
  return createDirectory(options.value);
}

/** Returns the directory's connection options with the stored password, or why they are not available. */
export async function directoryOptions(
  settings: DirectorySettings,
  profile: string,
  gate: SignInGate,
): Promise<Result<DirectoryOptions, DirectoryError>> {
  const { url, base, idAttribute, attributes, bindDn, extraCa } = settings;
  const { defaultNamings } = await import('../people/directory-entries.js');
  const given = Object.entries(attributes ?? {}).filter(([, names]) => names !== undefined);
  try {
    const authorities = extraCa === undefined ? [] : await readAuthorities(extraCa);
    return ok({
      url,
      // Upgrades a plain connection to TLS before using it.
      startTls: true,
      baseDn: base,
      gate,
      naming: { ...defaultNamings[idAttribute], ...Object.fromEntries(given) },
      signIn: bindDn === undefined ? null : { dn: bindDn, password: await directoryPassword(profile, systemKeyStore, process.env) },
      trust: () => nodeTrust(authorities, new Date()),
    });
  } catch (error) {
    if (error instanceof PasswordError) return fail({ code: 'no-password', detail: error.message });
    if (error instanceof AuthoritiesError) return fail({ code: 'no-authorities', detail: error.message });
    throw error;
  }
}

/** Returns a directory that always fails. Cached names are still shown, and the screen says why no new ones arrive. */
function brokenDirectory(error: DirectoryError): Directory {
  return {
    find: () => Promise.resolve(fail(error)),
    photo: () => Promise.resolve(fail(error)),
    problem: () => Promise.resolve(fail(error)),
  };
}

/** Reads the roster, if there is one; never rejects. */
async function rosterOf(file: string | undefined): Promise<Roster> {
  if (file === undefined) return { people: new Map(), warnings: [] };
  const roster = await readRoster(file);
  if (roster.ok) return { people: roster.value.people, warnings: [] };
  const detail = roster.error
    .slice(0, 5)
    .map(({ line, column, problem, detail: said }) => `line ${String(line)}${column === null ? '' : `, ${column}`}: ${problem} ${said}`)
    .join('\n');
  return { people: new Map(), warnings: [{ code: 'roster-invalid', file, detail }] };
}
