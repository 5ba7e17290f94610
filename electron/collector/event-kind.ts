/** The severities in use (RFC 5424 §6.2.1). */
export const severities = { warning: 4, notice: 5, info: 6 } as const;
export type Severity = keyof typeof severities;

/**
 * Data that a message contains only if `collector.include` in the settings allows it.
 * - `operator`: accounts of the operator and the approver.
 * - `people`: the user's id, name and account.
 * - `requests`: the request's id.
 * - `cards`: the card's id and printed serial number.
 */
export const includable = ['operator', 'people', 'requests', 'cards'] as const;
export type Includable = (typeof includable)[number];
export type Include = Readonly<Record<Includable, boolean>>;

/** A kind of event for the collector. Ids are never reused. */
export interface EventKind {
  readonly id: number;
  readonly severity: Severity;
  /** The message's text: ASCII, the same for all events of the kind. */
  readonly text: string;
  /** Facts of the entry that are always sent: codes, counts and times. Facts named neither here nor below are not sent. */
  readonly facts?: readonly string[];
  /** Facts that are sent if the settings allow them. */
  readonly included?: Partial<Readonly<Record<Includable, readonly string[]>>>;
}
