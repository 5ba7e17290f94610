import type { Journal } from '../store/journal.js';

/** What saving settings needs of the journal of the live station, whether that is open or not. */
export interface SettingsJournal {
  /** How many bindings are not settled at the server that the settings name. */
  unsettled(): Promise<number>;
  /**
   * Writes down which keys were changed, never their values.
   *
   * @param event what became of it
   * @param goesLive whether the settings name a server from now on
   */
  note(event: 'settings-changed' | 'settings-not-changed', keys: readonly string[], goesLive: boolean): Promise<void>;
}

type Noted = Pick<Journal, 'note' | 'unsettled' | 'abandoning' | 'unreadable'>;

/** For a live station, whose journal is open. */
export function liveSettingsJournal(journal: Noted): SettingsJournal {
  return {
    unsettled: () => unsettledIn(journal),
    note: (event, keys) => journal.note(event, { keys: keys.join(', ') }),
  };
}

export interface TrainingJournalDeps {
  /** Training's own, which is thrown away. */
  readonly own: Noted;
  /** Whether there is a live journal at this desk. */
  readonly isThere: () => boolean;
  /** Opens the live journal, which is made when there is none. */
  readonly openLive: () => Promise<Noted & Pick<Journal, 'close'>>;
}

/**
 * For training mode: the live journal is opened for this alone, where there is one, or where there will be one because a
 * server is named; training's own would forget who named it.
 */
export function trainingSettingsJournal({ own, isThere, openLive }: TrainingJournalDeps): SettingsJournal {
  const briefly = async <T>(use: (journal: Noted) => Promise<T>): Promise<T> => {
    const journal = await openLive();
    try {
      return await use(journal);
    } finally {
      await journal.close();
    }
  };
  return {
    unsettled: async () => (isThere() ? briefly(unsettledIn) : 0),
    note: (event, keys, goesLive) => {
      const facts = { keys: keys.join(', ') };
      return goesLive || isThere() ? briefly((journal) => journal.note(event, facts)) : own.note(event, facts);
    },
  };
}

/** How many bindings the server that they went to has to be asked about: those that are not settled, and those whose request is being abandoned. */
async function unsettledIn(journal: Noted): Promise<number> {
  const unreadable = (await journal.unreadable()).filter(({ isSettled }) => !isSettled);
  return (await journal.unsettled()).length + (await journal.abandoning()).length + unreadable.length;
}
