import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { connectionReportSchema } from './connection-test.js';
import { PIN_LENGTH } from './kiosk.js';
import { settingOriginSchema, settingsReportSchema } from './settings-report.js';

/** Values a setting can have at the station: anything except a list of objects. */
export const settingValueSchema = z.union([
  z.boolean(),
  z.number(),
  z.string().max(2_000),
  z.array(z.string().max(2_000)).max(200),
  z.array(z.number()).max(200),
  z.record(z.string().max(200), z.array(z.string().max(200)).max(20)),
]);
export type SettingValue = z.infer<typeof settingValueSchema>;

const keySchema = z.string().min(1).max(200);

/**
 * One change of the user's own settings, by key path, e.g. `policy.bindOffline`.
 * - `set`: writes this value to the user's own file.
 * - `reset`: removes the key from the user's own file, so that the machine's file or the default applies.
 * - `pin`: sets `kiosk.pinHash` to the hash of this PIN, made in the main process on saving.
 */
export const settingChangeSchema = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('set'), key: keySchema, value: settingValueSchema }),
  z.strictObject({ change: z.literal('reset'), key: keySchema }),
  z.strictObject({ change: z.literal('pin'), pin: z.string().max(PIN_LENGTH.longest * 4) }),
]);
export type SettingChange = z.infer<typeof settingChangeSchema>;

/** Changes of the user's own settings; of two changes of one key the later applies. */
export const settingChangesSchema = z.array(settingChangeSchema).max(200);

/** Text formats of settings that the type alone does not express. */
export const settingFormats = [
  'url',
  'server-url',
  'server-url-letters',
  'server-url-user',
  'server-url-path',
  'server-url-query',
  'server-url-fragment',
  'prefix',
  'path',
  'whole-path',
  'host',
  'host-and-port',
  'directory-url',
  'attribute',
  'pin-hash',
  'announcement-address',
  'https-address',
  'identifier',
  'scope',
  'public-key',
] as const;
export type SettingFormat = (typeof settingFormats)[number];

/** What is wrong with a value: code and facts; the page turns them into text. `other` has English text only. */
export const settingProblemSchema = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('unknown-key') }),
  z.strictObject({ code: z.literal('locked') }),
  /** A related setting is set that requires this one. */
  z.strictObject({ code: z.literal('missing'), expected: z.string() }),
  z.strictObject({ code: z.literal('wrong-kind'), expected: z.string() }),
  z.strictObject({ code: z.literal('not-an-option'), options: z.array(z.string()) }),
  z.strictObject({ code: z.literal('empty') }),
  z.strictObject({ code: z.literal('too-small'), minimum: z.number(), inclusive: z.boolean() }),
  z.strictObject({ code: z.literal('too-big'), maximum: z.number() }),
  z.strictObject({ code: z.literal('format'), format: z.enum(settingFormats) }),
  z.strictObject({ code: z.literal('pin-length'), shortest: z.int(), longest: z.int() }),
  z.strictObject({ code: z.literal('other'), detail: z.string() }),
]);
export type SettingProblem = z.infer<typeof settingProblemSchema>;

/** A problem and its position: the key, and in a list or table the wrong text or name. */
export const keyProblemSchema = z.strictObject({ key: z.string(), item: z.string().nullable(), problem: settingProblemSchema });
export type KeyProblem = z.infer<typeof keyProblemSchema>;

/** Type of a setting, by the settings schema. */
export const settingKindSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('switch') }),
  z.strictObject({
    kind: z.literal('number'),
    /** Minimum and maximum; null if the schema sets none. */
    min: z.number().nullable(),
    /** Exclusive minimum, if the schema has one. */
    above: z.number().nullable(),
    max: z.number().nullable(),
    whole: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('text') }),
  z.strictObject({ kind: z.literal('choice'), options: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('texts') }),
  /** One or more of the options for each name. */
  z.strictObject({ kind: z.literal('options-by-name'), options: z.array(z.string()) }),
  /** A value that cannot be set at the station. */
  z.strictObject({ kind: z.literal('other') }),
]);
export type SettingKind = z.infer<typeof settingKindSchema>;

/** One setting with everything a form needs. */
export const settingFieldSchema = z.strictObject({
  key: z.string(),
  kind: settingKindSchema,
  /** Value in the user's own file; null if it has none. */
  own: settingValueSchema.nullable(),
  /** Value that applies without the user's own file, and its origin; null if not set. */
  below: z.strictObject({ value: settingValueSchema.nullable(), origin: settingOriginSchema.exclude(['user']) }),
  /** Whether the administrator has locked it. */
  locked: z.boolean(),
});
export type SettingField = z.infer<typeof settingFieldSchema>;

/** Current content of the settings files, for a form that changes the user's own. */
export const settingsFormSchema = z.strictObject({
  fields: z.array(settingFieldSchema),
  files: z.strictObject({ system: z.string(), user: z.string() }),
});
export type SettingsForm = z.infer<typeof settingsFormSchema>;

/**
 * Result of saving.
 * - `saved`: the file is written and the station restarts.
 * - `declined`: the question was answered with no; nothing was written.
 * - `unchanged`: the files already say so; nothing was asked or written.
 */
export const settingsSavedSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('saved'), keys: z.array(z.string()) }),
  z.strictObject({ outcome: z.literal('declined') }),
  z.strictObject({ outcome: z.literal('unchanged') }),
]);
export type SettingsSaved = z.infer<typeof settingsSavedSchema>;

/** Maximum length of a list or table text that a problem repeats, in characters. */
export const MAX_ITEM_LENGTH = 100;

/** Calls of this feature, merged into the contract. */
export const settingsCalls = {
  /** Returns the effective settings and the origin of each. */
  'settings/read': { role: 'supervisor', opensDialog: false, request: emptySchema, value: settingsReportSchema },
  /** Returns the current content of the settings files, key by key, for a form. */
  'settings/form': { role: 'administrator', opensDialog: false, request: emptySchema, value: settingsFormSchema },
  /** Returns what would be wrong with the settings after these changes. Nothing is written, and files they name are not checked. */
  'settings/check': {
    role: 'administrator',
    opensDialog: false,
    request: z.strictObject({ changes: settingChangesSchema }),
    value: z.strictObject({ problems: z.array(keyProblemSchema) }),
  },
  /** Writes the user's own settings and restarts the station, after a person confirmed in a dialog of the main process. */
  'settings/save': {
    role: 'administrator',
    opensDialog: true,
    request: z.strictObject({ changes: settingChangesSchema }),
    value: settingsSavedSchema,
  },
  /**
   * Tests the connection to the CM service with calls that change nothing; takes as long as they do. Open
   * to viewers: people on the phone with support must be able to read out the result.
   */
  'server/testConnection': { role: 'viewer', opensDialog: false, request: emptySchema, value: connectionReportSchema },
  /**
   * Tests the connection to the server that the settings would name after these changes, after a person confirmed its
   * address; null if they declined.
   */
  'server/testDraft': {
    role: 'administrator',
    opensDialog: true,
    request: z.strictObject({ changes: settingChangesSchema }),
    value: connectionReportSchema.nullable(),
  },
} as const satisfies CallTable;
