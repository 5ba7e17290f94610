/** Severities of RFC 5424 §6.2.1 that are used. */
export const severities = { warning: 4, notice: 5, info: 6 } as const;
export type Severity = keyof typeof severities;

/**
 * What a message may tell beside the binding's id and codes, each only where `collector.include` of the settings says so.
 * - `operator`: the accounts of who works here and of who approved.
 * - `people`: the user's id, name and account.
 * - `requests`: the request's id.
 * - `cards`: the card's id and the number printed on it.
 */
export const includable = ['operator', 'people', 'requests', 'cards'] as const;
export type Includable = (typeof includable)[number];
export type Include = Readonly<Record<Includable, boolean>>;

/** A kind of event as the collector hears of it. An id is never used again for something else. */
export interface EventKind {
  readonly id: number;
  readonly severity: Severity;
  /** The message's text: ASCII, and the same for every event of the kind. */
  readonly text: string;
  /** Facts of the journal's entry that are always told: codes, counts and times. Whatever is not named here or below is not told. */
  readonly facts?: readonly string[];
  /** Facts that are told where the settings include them. */
  readonly included?: Partial<Readonly<Record<Includable, readonly string[]>>>;
}
