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
  /** Told when the cache cannot be read or written. */
  readonly onCacheTrouble: (detail: string) => void;
}

/** How long a name or a photo is taken as it is, ms: a day's work sees a change of the morning. */
const FRESH_MS = 60 * 60_000;
/** How long a directory that failed, or a user it does not know, is left in peace, ms. */
const PAUSE_MS = 30_000;
/** How long the list of requests, or somebody who looks at a person, waits for the directory, ms. */
const LOOKUP_TIMEOUT_MS = 2_000;

/** People and their photos by a directory, with what earlier runs learned of it. Takes the cache over and closes it. */
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
  /** Asked anew each time somebody looks: what was so an hour ago does not do for somebody who stands at the desk. */
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
