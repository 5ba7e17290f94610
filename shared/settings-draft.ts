import * as z from 'zod';
import { type CallTable, emptySchema } from './call.js';
import { connectionReportSchema } from './connection-test.js';
import { PIN_LENGTH } from './kiosk.js';
import { settingOriginSchema, settingsReportSchema } from './settings-report.js';

/** What a key of the settings can be set to at the station: anything but a list of objects. */
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
 * One change of the user's own settings, by the key's path, e.g. `policy.bindOffline`.
 * - `set`: the user's own file is to say this.
 * - `reset`: the user's own file is to say nothing, so that the machine's file or the default counts.
 * - `pin`: `kiosk.pinHash` is to be the hash of this PIN, which is made in the main process when it is saved.
 */
export const settingChangeSchema = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('set'), key: keySchema, value: settingValueSchema }),
  z.strictObject({ change: z.literal('reset'), key: keySchema }),
  z.strictObject({ change: z.literal('pin'), pin: z.string().max(PIN_LENGTH.longest * 4) }),
]);
export type SettingChange = z.infer<typeof settingChangeSchema>;

/** What is to be different in the user's own settings; of two changes of one key the later counts. */
export const settingChangesSchema = z.array(settingChangeSchema).max(200);

/** How texts of the settings are to be written, where words alone do not tell. */
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

/** What is wrong with a value: code and facts; words are made at the edge. `other` has English words only. */
export const settingProblemSchema = z.discriminatedUnion('code', [
  z.strictObject({ code: z.literal('unknown-key') }),
  z.strictObject({ code: z.literal('locked') }),
  /** Something else of the same part is set, which cannot be without this. */
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

/** A problem and where it is: the key, and in a list or table the text or name that is wrong. */
export const keyProblemSchema = z.strictObject({ key: z.string(), item: z.string().nullable(), problem: settingProblemSchema });
export type KeyProblem = z.infer<typeof keyProblemSchema>;

/** What a key holds, as the schema of the settings has it. */
export const settingKindSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('switch') }),
  z.strictObject({
    kind: z.literal('number'),
    /** The smallest and the largest it may be; null: the schema sets no such limit. */
    min: z.number().nullable(),
    /** More than this, where that is how the schema says it. */
    above: z.number().nullable(),
    max: z.number().nullable(),
    whole: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('text') }),
  z.strictObject({ kind: z.literal('choice'), options: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('texts') }),
  /** For each of some names, one or more of the options. */
  z.strictObject({ kind: z.literal('options-by-name'), options: z.array(z.string()) }),
  /** Nothing that can be set at the station. */
  z.strictObject({ kind: z.literal('other') }),
]);
export type SettingKind = z.infer<typeof settingKindSchema>;

/** One key as a form needs it. */
export const settingFieldSchema = z.strictObject({
  key: z.string(),
  kind: settingKindSchema,
  /** What the user's own file says; null: nothing. */
  own: settingValueSchema.nullable(),
  /** What counts without the user's own file, and where it comes from; null: not set. */
  below: z.strictObject({ value: settingValueSchema.nullable(), origin: settingOriginSchema.exclude(['user']) }),
  /** The administrator has locked it. */
  locked: z.boolean(),
});
export type SettingField = z.infer<typeof settingFieldSchema>;

/** What the files say now, for a form that changes the user's own. */
export const settingsFormSchema = z.strictObject({
  fields: z.array(settingFieldSchema),
  files: z.strictObject({ system: z.string(), user: z.string() }),
});
export type SettingsForm = z.infer<typeof settingsFormSchema>;

/**
 * What came of saving.
 * - `saved`: the file is written and the station opens again.
 * - `declined`: the question was answered with no; nothing was written.
 * - `unchanged`: the files say so already; nothing was asked and nothing written.
 */
export const settingsSavedSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('saved'), keys: z.array(z.string()) }),
  z.strictObject({ outcome: z.literal('declined') }),
  z.strictObject({ outcome: z.literal('unchanged') }),
]);
export type SettingsSaved = z.infer<typeof settingsSavedSchema>;

/** The longest text of a list or table that a problem repeats, in characters. */
export const MAX_ITEM_LENGTH = 100;

/** The calls of this feature: a part of the contract's table. */
export const settingsCalls = {
  /** The settings as they count, and where each comes from. */
  'settings/read': { role: 'supervisor', opensDialog: false, request: emptySchema, value: settingsReportSchema },
  /** What the settings files say at this moment, key by key, for a form. */
  'settings/form': { role: 'administrator', opensDialog: false, request: emptySchema, value: settingsFormSchema },
  /** What would be wrong with the settings after these changes; nothing is written, and no file they name is looked at. */
  'settings/check': {
    role: 'administrator',
    opensDialog: false,
    request: z.strictObject({ changes: settingChangesSchema }),
    value: z.strictObject({ problems: z.array(keyProblemSchema) }),
  },
  /** Writes the user's own settings and opens the station again, once a person has said yes to a question of main's own. */
  'settings/save': {
    role: 'administrator',
    opensDialog: true,
    request: z.strictObject({ changes: settingChangesSchema }),
    value: settingsSavedSchema,
  },
  /** Tries the connection to the CM service by calls that change nothing there; takes as long as they do. Both only ask and change nothing: whoever telephones with support must be able to say what they show. */
  'server/testConnection': { role: 'viewer', opensDialog: false, request: emptySchema, value: connectionReportSchema },
  /** The same with the server that the settings would name after these changes, once a person has said yes to its address; null: they said no. */
  'server/testDraft': {
    role: 'administrator',
    opensDialog: true,
    request: z.strictObject({ changes: settingChangesSchema }),
    value: connectionReportSchema.nullable(),
  },
} as const satisfies CallTable;
