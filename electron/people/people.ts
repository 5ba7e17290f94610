import type { Person } from '../../shared/requests.js';

/** Who a user GUID is. The CM API gives GUIDs only, so the names come from elsewhere: a roster or a directory. */
export interface People {
  /**
   * Looks users up by their GUIDs (lower case). The map has every GUID that was asked for; those nobody knows are
   * `unresolved`. Never rejects: a source that cannot be asked resolves nobody.
   */
  resolve(userIds: readonly string[]): Promise<Map<string, Person>>;
}

/** People by a table of those who are known, such as a roster file. */
export function peopleFrom(known: ReadonlyMap<string, Person>): People {
  return {
    resolve: (userIds) =>
      Promise.resolve(
        new Map(userIds.map((userId) => [userId, known.get(userId) ?? { state: 'unresolved', userId }])),
      ),
  };
}
