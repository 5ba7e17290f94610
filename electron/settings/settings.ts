import * as z from 'zod';
import { personalRequestsSchema } from '../../shared/bindable.js';
import { expectedKindsSchema } from '../../shared/card-kind.js';
import { mismatchActionSchema } from '../../shared/prepared.js';
import { stockActionSchema } from '../../shared/stock.js';
import { pinHashPattern } from '../kiosk/pin.js';
import { backupSchema } from './backup-settings.js';
import { collectorSchema } from './collector-settings.js';
import { declaredFacts, facts, type SettingFacts } from './setting-facts.js';
import { mustBe } from './settings-formats.js';
import { rolesSchema } from './role-settings.js';
import { serverSchema } from './server-settings.js';
import { updatesSchema } from './update-settings.js';
import { attributesSchema, directoryUrlSchema, pathSchema } from './setting-values.js';

/**
 * The station's settings after all files are merged. Keys are defined only here: the description goes into the published JSON
 * Schema, and a test requires the key in the administrator guide. Every key is optional; unknown keys are rejected. Long groups
 * have their own files, e.g. `backup-settings.ts`. Each key or its parent declares what it protects and whose data it holds;
 * `setting-facts.ts` evaluates the declarations.
 */
export const settingsSchema = z.strictObject({
  server: serverSchema.optional().describe('The CM service. If not set, the station opens in training mode.').meta(facts('roles')),
  roster: pathSchema.optional().describe('CSV file that maps user GUIDs to people.').meta(facts('roles')),
  people: z
    .strictObject({
      directory: z
        .strictObject({
          url: directoryUrlSchema.describe('Address of the LDAP directory: ldaps://HOST, or ldap://HOST, which is secured with StartTLS.'),
          base: z.string().min(1).describe('Where the search for people starts, for example DC=example,DC=org.'),
          idAttribute: z
            .enum(['objectGUID', 'entryUUID'])
            .default('objectGUID')
            .describe('Attribute with the user ID: objectGUID in Active Directory, entryUUID in other directories.'),
          attributes: z
            .strictObject({
              name: attributesSchema.optional().describe('Attributes with the name.'),
              account: attributesSchema.optional().describe('Attributes with the account.'),
              department: attributesSchema.optional().describe('Attributes with the department.'),
              employeeId: attributesSchema.optional().describe('Attributes with the employee number.'),
              photo: attributesSchema.optional().describe('Attributes with the photo (JPEG or PNG).'),
            })
            .optional()
            .describe('Attributes to use instead of the standard ones. Each is a list; the first attribute with a value is used.'),
          bindDn: z
            .string()
            .min(1)
            .optional()
            .describe('Account that the station signs in with. If not set, the station searches without signing in.')
            .meta(facts('roles', 'people')),
          extraCa: pathSchema
            .optional()
            .describe('PEM file of certification authorities to trust for the directory, in addition to the system’s.'),
        })
        .optional()
        .describe('LDAP directory that maps user GUIDs to people, with photos.'),
    })
    .prefault({})
    .describe('Sources of names other than the roster. Names in the roster take precedence.')
    .meta(facts('roles')),
  policy: z
    .strictObject({
      bindUnresolvedPeople: z.boolean().default(false).describe('Allow binding requests of people whose name is unknown.'),
      bindOffline: z
        .boolean()
        .default(false)
        .describe(
          'Accept bindings while the server cannot be reached, and send them when it can. The server may then refuse them after the person has left with the card.',
        ),
      longestOfflineHours: z
        .number()
        .positive()
        .max(168)
        .default(24)
        .describe('If the last list of requests is older than this many hours, no bindings are accepted while offline.'),
      printSlips: z
        .boolean()
        .default(false)
        .describe(
          'Allow printing a slip with number, name, and time for a card whose binding is queued, unconfirmed, or refused, or needs attention.',
        )
        .meta(facts('nothing')),
    })
    .prefault({})
    .describe('Rules for binding.')
    .meta(facts('bindings')),
  cards: z
    .strictObject({
      pivByteOrder: z
        .enum(['windows-guid', 'rfc4122'])
        .default('windows-guid')
        .describe(
          'Format in which the server receives the GUID of a PIV card: windows-guid (as shown in Windows) or rfc4122 (as in the standard).',
        ),
      contactlessUidReaders: z
        .array(z.string().min(1))
        .default([])
        .describe('PC/SC names of readers in which contactless cards are identified by their UID. A UID can be copied and proves nothing.'),
      expectedKinds: expectedKindsSchema
        .default({})
        .describe('Expected card types for each profile template, by its name or ID. A warning is shown before another type is bound.'),
      reusableStatuses: z
        .array(z.int().min(0).max(1_000))
        .default([])
        .describe(
          'Numbers of smartcard statuses that allow a card to be bound again although it is assigned on the server, such as 6 for retired cards. All smartcards that the server keeps for the card must have such a status.',
        ),
      showSamSlots: z
        .boolean()
        .default(false)
        .describe('Show slots for secure access modules (SAM), which hold the reader’s own card, as if they were readers.')
        .meta(facts('nothing')),
    })
    .prefault({})
    .describe('Rules for cards and readers.')
    .meta(facts('bindings')),
  requests: z
    .strictObject({
      bindableTypes: z
        .array(z.int().min(0).max(1_000))
        .default([])
        .describe(
          'Numbers of request types that can be bound although the request concerns an existing card. Replacements and retirements look alike: allow a type only if you know that it needs a new card.',
        ),
      personal: personalRequestsSchema
        .default('note')
        .describe(
          'What to do with requests that no enrollment agent handles: note (offer with a note), refuse (show as not bindable), or hide.',
        ),
      order: z
        .enum(['newest', 'priority', 'oldest', 'name'])
        .default('newest')
        .describe('Order of the list when the desk opens: newest, priority, oldest, or name.')
        .meta(facts('nothing')),
      foldAfterDays: z
        .int()
        .min(0)
        .max(36_500)
        .default(0)
        .describe('Age in days after which a request is folded away until it is searched for. 0: never.')
        .meta(facts('nothing')),
    })
    .prefault({})
    .describe('Which requests the desk offers, and in which order.')
    .meta(facts('bindings')),
  afterCare: z
    .strictObject({
      callsPerHour: z
        .int()
        .min(0)
        .max(3_600)
        .default(60)
        .describe('Maximum number of calls per hour to ask the server about requests whose card was bound. 0: never.'),
      overdueAfterDays: z
        .int()
        .min(1)
        .max(365)
        .default(7)
        .describe('Days after the binding until Attention shows a request that was not executed.'),
      untilDays: z
        .int()
        .min(1)
        .max(730)
        .default(90)
        .describe('Days after the binding until the server is no longer asked about a request.'),
    })
    .prefault({})
    .describe('Checking whether requests are executed after their card was bound.')
    .meta(facts('nothing')),
  prepared: z
    .strictObject({
      folder: pathSchema.optional().describe('Folder that the station watches for files of prepared cards.'),
      otherwise: mismatchActionSchema
        .default('refuse')
        .describe('What to do if a binding does not match a prepared file: refuse, or warn (show a warning and record it in the journal).'),
    })
    .prefault({})
    .describe('Prepared cards: files that list which card is for which request or person.')
    .meta(facts('bindings')),
  stock: z
    .strictObject({
      notInStock: stockActionSchema.default('off').describe('What to do with a card that is not in the card stock: off, warn, or refuse.'),
      used: stockActionSchema.default('warn').describe('What to do with a card that is already used: off, warn, or refuse.'),
      lost: stockActionSchema.default('refuse').describe('What to do with a card that was reported lost: off, warn, or refuse.'),
      confirmSerial: z
        .boolean()
        .default(false)
        .describe(
          'Bind a card only if its printed serial number was scanned or typed and matches the card stock’s number for the card in the reader.',
        ),
      lowAt: z
        .int()
        .min(0)
        .max(1_000_000)
        .default(0)
        .describe('Show a warning when this many cards or fewer are left. 0: never.')
        .meta(facts('nothing')),
    })
    .prefault({})
    .describe('Card stock, and what to do with cards that should not be bound.')
    .meta(facts('bindings')),
  kiosk: z
    .strictObject({
      pinHash: z
        .string()
        .regex(pinHashPattern, mustBe('pin-hash'))
        .describe('Hash of the PIN that unlocks the desk, as printed by card-desk --hash-pin.')
        .meta(facts('locked-desk', 'secret')),
      idleSeconds: z.int().min(5).max(3600).default(120).describe('Seconds without input after which the desk hides all personal data.'),
    })
    .optional()
    .describe('Locks the desk: the window fills the screen and closes only with the administrator’s PIN.')
    .meta(facts('locked-desk')),
  backup: backupSchema.optional().describe('Backups of the journal and its key. If not set, no backups are made.').meta(facts('nothing')),
  collector: collectorSchema
    .optional()
    .describe('The security office’s collector, which receives each journal entry as an event. If not set, no events are sent.')
    .meta(facts('record')),
  updates: updatesSchema
    .optional()
    .describe('Announcement of newer versions by your office. If not set, the station does not check for one.')
    .meta(facts('nothing')),
  roles: rolesSchema.optional(),
  pollSeconds: z.int().min(2).max(3600).default(30).describe('Seconds between two updates of the list of requests.').meta(facts('nothing')),
  training: z
    .strictObject({
      readers: z
        .enum(['auto', 'on', 'off'])
        .default('auto')
        .describe('Virtual readers: auto (while no real reader is connected), on, or off.'),
    })
    .prefault({})
    .describe('Training mode.')
    .meta(facts('nothing')),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The settings' JSON Schema (draft 2020-12), before defaults are applied. */
const settingsJsonSchema = z.toJSONSchema(settingsSchema, { io: 'input' });

const nodeSchema = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
});

/** Every key's path, e.g. `server` and `server.url`. */
export const settingKeys: readonly string[] = keysOf(settingsJsonSchema, '');

/** Each key's declarations, by path. */
export const settingFacts: ReadonlyMap<string, SettingFacts> = declaredFacts(settingsJsonSchema);

/** Whether a key's values are personal or secret and stay in the main process. */
export function isWithheld(key: string): boolean {
  return settingFacts.get(key)?.holds !== 'plain';
}

/** A settings file: the settings and a file's further keys. */
export const settingsFileSchema = settingsSchema.extend({
  $schema: z.string().optional().describe('Location of this schema, for editors. The station ignores it.'),
  locked: z
    .array(z.enum(settingKeys))
    .optional()
    .describe(
      'Settings that a user’s file cannot override. Allowed only in the system-wide file. A key locks everything below it. If the file has roles, everything that roles and approvals depend on is locked too. If it has kiosk.pinHash, all of kiosk is locked.',
    ),
});

/** The published JSON Schema, `docs/settings.schema.json`: for editors and deployment tools. */
export function publishedSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(settingsFileSchema, {
    io: 'input',
    // The declarations are internal.
    override: ({ jsonSchema }) => {
      delete jsonSchema['protects'];
      delete jsonSchema['holds'];
    },
  });
  return {
    $schema,
    title: 'Card Desk settings',
    description: 'Contents of settings.json, the settings file of a Card Desk station.',
    ...schema,
  };
}

function keysOf(node: unknown, prefix: string): string[] {
  const { properties = {}, anyOf = [], oneOf = [] } = nodeSchema.parse(node);
  const own = Object.entries(properties).flatMap(([key, below]) => [`${prefix}${key}`, ...keysOf(below, `${prefix}${key}.`)]);
  return [...new Set([...own, ...[...anyOf, ...oneOf].flatMap((branch) => keysOf(branch, prefix))])];
}
