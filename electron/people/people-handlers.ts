import { MAX_SIMILAR_PEOPLE, type RequestView } from '../../shared/requests.js';
import { ok } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';
import { SimilarNames } from './similar-names.js';
import type { People } from './people.js';

interface PeopleDeps {
  readonly people: Pick<People, 'details'>;
  /** The list as shown. */
  readonly requests: () => readonly RequestView[];
}

/** Answers the call for a person's details. */
export function peopleHandlers({ people, requests }: PeopleDeps): Pick<Handlers, 'people/details'> {
  const alike = new SimilarNames();
  return {
    'people/details': async ({ userId }) => {
      const onList = requests().map(({ person }) => person);
      const [{ asOf, photo, problem }, others] = await Promise.all([people.details(userId), alike.of(userId, onList, MAX_SIMILAR_PEOPLE)]);
      return ok({ asOf: asOf === null ? null : new Date(asOf).toISOString(), hasPhoto: photo !== null, problem, alike: others });
    },
  };
}
