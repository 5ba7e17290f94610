import type { Unusable } from '../../shared/account-problems.js';
import type { PeopleCache } from '../store/people-cache.js';
import { CachedPeople } from './cached-people.js';
import { CachedPhotos } from './cached-photos.js';
import { DirectoryHealth } from './directory-health.js';
import type { Directory } from './directory.js';
import { withTimeout, type Schedule } from './with-timeout.js';
import type { People, PeopleListener } from './people.js';

export interface DirectoryPeopleDeps {
  readonly directory: Directory;
  readonly cache: PeopleCache;
  readonly now: () => Date;
  readonly schedule: Schedule;
  /** Called when the cache cannot be read or written. */
  readonly onCacheTrouble: (detail: string) => void;
}

/** How long a name or photo is considered current, ms; short enough to show changes the same day. */
const FRESH_MS = 60 * 60_000;
/** Pause after a directory failure or an unknown user, ms. */
const PAUSE_MS = 30_000;
/** How long the list of requests or a person's details wait for the directory, ms. */
const LOOKUP_TIMEOUT_MS = 2_000;

/** Creates people and photos from a directory, with the cache of earlier runs. Owns and closes the cache. */
export async function directoryPeople(deps: DirectoryPeopleDeps): Promise<People> {
  const { directory, cache, now, schedule, onCacheTrouble } = deps;
  let listener: PeopleListener | null = null;
  const health = new DirectoryHealth({
    now,
    pauseMs: PAUSE_MS,
    onChange: (state) => listener?.directoryChanged(state, people.lastLearnedAt()),
  });
  const common = { directory, health, cache, now, schedule, onCacheTrouble, freshMs: FRESH_MS, timeoutMs: LOOKUP_TIMEOUT_MS };
  const people = new CachedPeople({ ...common, pauseMs: PAUSE_MS, onLearned: () => listener?.learned() });
  const photos = new CachedPhotos(common);
  await people.restore();
  /** Looked up each time: an hour-old account state is too old for a person at the desk. */
  const problemOf = async (userId: string): Promise<Unusable | null> => {
    if (!health.mayAsk()) return null;
    let problem: Unusable | null = null;
    const asking = directory.problem(userId).then((answer) => {
      if (answer.ok) {
        health.answered();
        problem = answer.value;
      } else health.failed(answer.error);
    });
    await withTimeout(asking, { schedule, timeoutMs: LOOKUP_TIMEOUT_MS });
    return problem;
  };
  return {
    resolve: (userIds) => people.resolve(userIds),
    details: async (userId) => {
      const [photo, problem] = await Promise.all([photos.photoOf(userId), problemOf(userId), people.renew(userId)]);
      return { photo, problem, asOf: people.learnedAt(userId) };
    },
    start: (given) => {
      listener = given;
    },
    stop: () => cache.close(),
  };
}
