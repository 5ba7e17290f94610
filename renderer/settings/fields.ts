import type texts from './locales/en.json';

/** Every key that has texts for a field: the paths to a label in `setup.fields`. */
export type FieldKey = PathsTo<typeof texts.setup.fields>;

type PathsTo<T> = { [K in keyof T & string]: T[K] extends { readonly label: string } ? K : `${K}.${PathsTo<T[K]>}` }[keyof T & string];

/** Topics of the settings; the first holds the operator's own preferences, the last shows every key. */
export const topics = ['you', 'server', 'people', 'cards', 'policy', 'kiosk', 'events', 'updates', 'list', 'all'] as const;
export type Topic = (typeof topics)[number];

/** What a field needs beyond the schema of its key. */
export interface FieldRow {
  readonly key: FieldKey;
  readonly topic: Exclude<Topic, 'you' | 'all'>;
  readonly unit?: keyof typeof texts.setup.units;
  /** A special editor: for attached readers, for known profile templates, or for a PIN. */
  readonly editor?: 'readers' | 'templates' | 'pin';
}

/**
 * Fields of the form, in order. To give a key a field, add a row here, and its label and hint in `locales/` in four
 * languages. Type, limits and options come from the schema in the main process.
 */
export const fields: readonly FieldRow[] = [
  { key: 'server.url', topic: 'server' },
  { key: 'server.prefix', topic: 'server' },
  { key: 'server.extraCa', topic: 'server' },
  { key: 'server.signIn.windowsServers', topic: 'server' },
  { key: 'server.signIn.pages', topic: 'server' },
  { key: 'server.signIn.token.authority', topic: 'server' },
  { key: 'server.signIn.token.clientId', topic: 'server' },
  { key: 'server.signIn.token.redirectUri', topic: 'server' },
  { key: 'server.signIn.token.resource', topic: 'server' },
  { key: 'server.signIn.token.scope', topic: 'server' },
  { key: 'server.clientCertificate.issuer', topic: 'server' },
  { key: 'server.clientCertificate.subject', topic: 'server' },
  { key: 'roster', topic: 'people' },
  { key: 'people.directory.url', topic: 'people' },
  { key: 'people.directory.base', topic: 'people' },
  { key: 'people.directory.bindDn', topic: 'people' },
  { key: 'people.directory.extraCa', topic: 'people' },
  { key: 'people.directory.idAttribute', topic: 'people' },
  { key: 'people.directory.attributes.name', topic: 'people' },
  { key: 'people.directory.attributes.account', topic: 'people' },
  { key: 'people.directory.attributes.department', topic: 'people' },
  { key: 'people.directory.attributes.employeeId', topic: 'people' },
  { key: 'people.directory.attributes.photo', topic: 'people' },
  { key: 'cards.pivByteOrder', topic: 'cards' },
  { key: 'cards.expectedKinds', topic: 'cards', editor: 'templates' },
  { key: 'cards.contactlessUidReaders', topic: 'cards', editor: 'readers' },
  { key: 'cards.showSamSlots', topic: 'cards' },
  { key: 'policy.bindUnresolvedPeople', topic: 'policy' },
  { key: 'policy.bindOffline', topic: 'policy' },
  { key: 'policy.longestOfflineHours', topic: 'policy', unit: 'hours' },
  { key: 'policy.printSlips', topic: 'policy' },
  { key: 'kiosk.pinHash', topic: 'kiosk', editor: 'pin' },
  { key: 'kiosk.idleSeconds', topic: 'kiosk', unit: 'seconds' },
  { key: 'collector.host', topic: 'events' },
  { key: 'collector.port', topic: 'events' },
  { key: 'collector.extraCa', topic: 'events' },
  { key: 'collector.healthMinutes', topic: 'events', unit: 'minutes' },
  { key: 'collector.include.operator', topic: 'events' },
  { key: 'collector.include.people', topic: 'events' },
  { key: 'collector.include.requests', topic: 'events' },
  { key: 'collector.include.cards', topic: 'events' },
  { key: 'updates.announcement', topic: 'updates' },
  { key: 'updates.publicKey', topic: 'updates' },
  { key: 'pollSeconds', topic: 'list', unit: 'seconds' },
  { key: 'afterCare.callsPerHour', topic: 'list', unit: 'calls' },
  { key: 'afterCare.overdueAfterDays', topic: 'list', unit: 'days' },
  { key: 'afterCare.untilDays', topic: 'list', unit: 'days' },
  { key: 'training.readers', topic: 'list' },
];

/** Returns the topic of a key's field; the table of all keys if it has none. */
export function topicOf(key: string): Topic {
  return fields.find((row) => row.key === key)?.topic ?? 'all';
}
