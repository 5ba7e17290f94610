import { copyFileSync, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import type { RequestView } from '../../shared/requests.js';
import { adoptJournal } from '../../electron/store/journal-head.fixture.js';
import { JournalFile } from '../../electron/store/journal-file.js';
import { RequestCacheFile } from '../../electron/store/request-cache-file.js';
import { createPopulation, type Population } from '../../electron/training/population.js';
import { wireStatus } from '../../electron/training/service-wire.js';
import { GIDS_ATR } from '../../electron/training/virtual-applets.js';
import type { Records } from './server-process.js';

/** Key of every journal made here, in the format of a system without a key store. */
export const KEY = 'b'.repeat(64);

/** Initial content of a station's profile. */
export interface ProfileContents {
  readonly records: Records;
  /** Address of the server. */
  readonly origin: string;
  /** Whether the cache already contains the list of requests. */
  readonly cached: boolean;
  /** Number of finished bindings in the journal; each has three entries. */
  readonly done: number;
  /** Number of bindings confirmed offline and not sent yet: those of the first requests. */
  readonly outbox: number;
}

const populations = new Map<string, Population>();

/** Returns the population of some records; cached. */
export function populationOf({ size, seed, now }: Records): Population {
  const name = `${size} ${seed} ${now}`;
  const population = populations.get(name) ?? createPopulation({ size, seed, now: new Date(now) });
  populations.set(name, population);
  return population;
}

/** Returns the requests of some records that are ready for a card, as the station shows them. */
export function viewsOf(records: Records): RequestView[] {
  const population = populationOf(records);
  // A few people are missing from the roster.
  const named = new Set(population.roster.split('\r\n').map((line) => line.slice(0, line.indexOf(','))));
  const people = new Map(population.people.filter(({ userId }) => named.has(userId)).map((person) => [person.userId, person]));
  const templates = new Map(population.profileTemplates.map(({ Uuid, Name }) => [Uuid, Name]));
  return population.requests.slice(0, records.size).map(({ request }) => ({
    requestId: request.Uuid,
    type: request.RequestType,
    person: people.get(request.TargetUserUuid) ?? { state: 'unresolved', userId: request.TargetUserUuid },
    profileTemplate: { profileTemplateId: request.ProfileTemplateUuid, name: templates.get(request.ProfileTemplateUuid) ?? null },
    submittedAt: new Date(request.Submitted).toISOString(),
    priority: request.Priority,
    comment: request.Comment,
  }));
}

// Folder of the journals' heads, shared by this process and the measured stations.
process.env['XDG_STATE_HOME'] ??= join(tmpdir(), 'card-desk-bench-state');

/** Makes a profile for a station, below a folder on a real disk. */
export async function makeProfile(below: string, contents: ProfileContents): Promise<string> {
  await mkdir(below, { recursive: true });
  const profile = await mkdtemp(join(below, 'profile-'));
  const folder = join(profile, 'journal');
  await mkdir(folder);
  await writeFile(
    join(folder, 'journal.key'),
    JSON.stringify({ version: 1, protection: 'file', data: Buffer.from(KEY).toString('base64') }),
    { mode: 0o600 },
  );
  const roster = join(profile, 'roster.csv');
  await writeFile(roster, populationOf(contents.records).roster);
  const settings = {
    server: { url: contents.origin },
    roster,
    pollSeconds: 3600,
    policy: { bindUnresolvedPeople: true, bindOffline: true },
  };
  await writeFile(join(profile, 'settings.json'), JSON.stringify(settings));
  await writeFile(join(profile, 'preferences.json'), JSON.stringify({ language: 'en', theme: 'light', textSize: 'normal', sounds: false }));
  if (contents.cached)
    await copyMade(`requests ${contents.records.size}`, 'requests.db', folder, (path) => {
      writeRequests(path, contents);
    });
  const journal =
    contents.outbox === 0 ? `journal ${contents.done}` : `journal ${contents.done} ${contents.outbox} ${contents.records.size}`;
  await copyMade(journal, 'journal.db', folder, (path) => {
    writeJournal(path, contents);
  });
  adoptJournal(folder, KEY);
  return profile;
}

/** Folders of databases already made, by content, because a large one takes a while. */
const made = new Map<string, string>();

/** Puts a database into its place. It is made in memory, because a journal on disk waits for the disk with each entry. */
async function copyMade(name: string, file: string, to: string, make: (path: string) => void): Promise<void> {
  let folder = made.get(name);
  if (folder === undefined) {
    folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bench-'));
    make(join(folder, file));
    made.set(name, folder);
  }
  // Synchronous, because the library may at any time release a file when its statements are collected, and then checkpoints
  // and removes the log.
  for (const suffix of ['-wal', '']) {
    if (existsSync(join(folder, `${file}${suffix}`))) copyFileSync(join(folder, `${file}${suffix}`), join(to, `${file}${suffix}`));
  }
}

function writeRequests(path: string, { records }: ProfileContents): void {
  const cache = new RequestCacheFile(path, KEY);
  cache.save({
    put: viewsOf(records).map((view) => ({ view, status: wireStatus.Approved })),
    removed: [],
    fetchedAt: new Date().toISOString(),
  });
  cache.close();
}

function writeJournal(path: string, contents: ProfileContents): void {
  const journal = openJournalFile(path);
  for (const binding of bindingsOf(contents)) {
    journal.intend(binding);
    if (binding.state.state !== 'intended') continue;
    journal.record({
      bindingId: binding.bindingId,
      event: 'submitting',
      from: { state: 'intended' },
      state: { state: 'submitting', attempt: 1 },
    });
    journal.record({
      bindingId: binding.bindingId,
      event: 'answered',
      from: { state: 'submitting', attempt: 1 },
      state: { state: 'bound', status: 204, smartcardUri: null },
    });
  }
  journal.close();
}

/** Removes the cached databases. */
export async function removeFixtures(): Promise<void> {
  for (const folder of made.values()) await rm(folder, { recursive: true });
  made.clear();
}

/** Opens a journal as the station does. */
export function openJournalFile(path: string): JournalFile {
  return new JournalFile({
    path,
    key: KEY,
    context: { operator: 'bench', station: 'BENCH' },
    now: () => new Date(),
    monotonicMs: () => performance.now(),
  });
}

const OFFLINE: BindingState = {
  state: 'waiting',
  attempt: 0,
  nextTryAt: '2026-01-05T08:00:00.000Z',
  mayHaveReached: false,
  error: { code: 'network', layer: 'tcp', reached: false, detail: 'net::ERR_CONNECTION_REFUSED' },
  checks: 0,
};

/** Generates the bindings of a journal; finished ones are of requests that the server no longer knows. */
export function* bindingsOf({ records, done, outbox }: ProfileContents): Generator<BindingView> {
  const views = viewsOf(records);
  const [pattern] = views;
  if (pattern === undefined || outbox > views.length) throw new RangeError('There are fewer requests than bindings');
  for (let number = 0; number < done; number += 1) {
    yield bindingOf({ ...pattern, requestId: numbered('d', number) }, `${number}`, 'd', { state: 'intended' });
  }
  for (const [number, view] of views.slice(0, outbox).entries()) yield bindingOf(view, `${number}`, 'e', OFFLINE);
}

function bindingOf(request: RequestView, number: string, family: string, state: BindingState): BindingView {
  const text = numbered(family, Number(number));
  return {
    bindingId: numbered(`${family}b`, Number(number)),
    request,
    cardId: { text, raw: text.replaceAll('-', ''), byteOrder: 'rfc4122', source: 'gids' },
    atr: GIDS_ATR,
    readerName: 'Virtual PCD 00 00',
    confirmedAt: new Date(Date.parse('2026-01-05T08:00:00.000Z') + Number(number)).toISOString(),
    state,
  };
}

/** Returns a GUID of a family, by number. */
function numbered(family: string, number: number): string {
  return `000000${family.padStart(2, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}
