import type { Journal } from '../store/journal.js';

/** The functions of the live station's journal that saving settings uses, whether the journal is open or not. */
export interface SettingsJournal {
  /** Returns how many bindings are unsettled at the settings' server. */
  unsettled(): Promise<number>;
  /**
   * Records which keys were changed, never their values.
   * @param event the outcome
   * @param goesLive whether the settings name a server from now on
   */
  note(event: 'settings-changed' | 'settings-not-changed', keys: readonly string[], goesLive: boolean): Promise<void>;
}

type Noted = Pick<Journal, 'note' | 'unsettled' | 'abandoning' | 'unreadable'>;

/** For a live station with an open journal. */
export function liveSettingsJournal(journal: Noted): SettingsJournal {
  return {
    unsettled: () => unsettledIn(journal),
    note: (event, keys) => journal.note(event, { keys: keys.join(', ') }),
  };
}

export interface TrainingJournalDeps {
  /** Training's own temporary journal. */
  readonly own: Noted;
  /** Whether this station has a live journal. */
  readonly isThere: () => boolean;
  /** Opens the live journal; creates it if there is none. */
  readonly openLive: () => Promise<Noted & Pick<Journal, 'close'>>;
}

/**
 * For training mode: opens the live journal for this only, if there is one, or will be because a server is set. Training's own
 * journal would lose who set it.
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

/** Counts the bindings that the server must still be asked about: unsettled ones, and those being abandoned. */
async function unsettledIn(journal: Noted): Promise<number> {
  const unreadable = (await journal.unreadable()).filter(({ isSettled }) => !isSettled);
  return (await journal.unsettled()).length + (await journal.abandoning()).length + unreadable.length;
}
