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
  server: serverSchema.optional().describe('The CM service. Without it the station opens in training mode.').meta(facts('roles')),
  roster: pathSchema.optional().describe('A CSV file that says who a user GUID is.').meta(facts('roles')),
  people: z
    .strictObject({
      directory: z
        .strictObject({
          url: directoryUrlSchema.describe('Address of the LDAP directory: ldaps://, or ldap://, which is secured by StartTLS.'),
          base: z.string().min(1).describe('Where the search for people begins, e.g. DC=example,DC=org.'),
          idAttribute: z
            .enum(['objectGUID', 'entryUUID'])
            .default('objectGUID')
            .describe('What a user id is called: objectGUID in Active Directory, entryUUID elsewhere.'),
          attributes: z
            .strictObject({
              name: attributesSchema.optional().describe('Where the name stands.'),
              account: attributesSchema.optional().describe('Where the account stands.'),
              department: attributesSchema.optional().describe('Where the department stands.'),
              employeeId: attributesSchema.optional().describe('Where the employee number stands.'),
              photo: attributesSchema.optional().describe('Where the photo stands, JPEG or PNG.'),
            })
            .optional()
            .describe('Attributes to take instead of the usual ones, each a list of which the first with a value counts.'),
          bindDn: z
            .string()
            .min(1)
            .optional()
            .describe('Who the station signs in as; without it, it asks without signing in.')
            .meta(facts('roles', 'people')),
          extraCa: pathSchema.optional().describe('A PEM file of issuers to trust for the directory beside the system’s.'),
        })
        .optional()
        .describe('An LDAP directory that says who a user GUID is, with photos.'),
    })
    .prefault({})
    .describe('Where names come from, beside the roster, whose names go first.')
    .meta(facts('roles')),
  policy: z
    .strictObject({
      bindUnresolvedPeople: z.boolean().default(false).describe('Bind requests whose person has no known name.'),
      bindOffline: z
        .boolean()
        .default(false)
        .describe(
          'Accept bindings while the server cannot be reached, and send them when it can. The server may still refuse them then, when the person has gone with the card.',
        ),
      longestOfflineHours: z
        .number()
        .positive()
        .max(168)
        .default(24)
        .describe('Hours after which the last list of requests is too old to bind from while offline.'),
      printSlips: z
        .boolean()
        .default(false)
        .describe('Offer a slip to print, with number, name and time, for a card whose binding is queued, refused or unconfirmed.')
        .meta(facts('nothing')),
    })
    .prefault({})
    .describe('What the office allows.')
    .meta(facts('bindings')),
  cards: z
    .strictObject({
      pivByteOrder: z
        .enum(['windows-guid', 'rfc4122'])
        .default('windows-guid')
        .describe("How a PIV card's GUID is told to the server: as Windows' Base CSP shows it, or as the standard writes it."),
      contactlessUidReaders: z
        .array(z.string().min(1))
        .default([])
        .describe(
          'Readers, by PC/SC name, whose contactless cards may be known by their UID. A UID proves nothing: whoever copies it is that card.',
        ),
      expectedKinds: expectedKindsSchema
        .default({})
        .describe('Kinds of card by profile template, its name or id: another kind is warned of before it is bound.'),
      reusableStatuses: z
        .array(z.int().min(0).max(1_000))
        .default([])
        .describe(
          'Numbers of smartcard statuses with which a card may be bound again although the server shows it as somebody’s, such as 6 for retired cards. Every smartcard of the card must have such a status.',
        ),
      showSamSlots: z
        .boolean()
        .default(false)
        .describe("Show slots for secure access modules too, which hold a card of the reader's own.")
        .meta(facts('nothing')),
    })
    .prefault({})
    .describe('How cards are read.')
    .meta(facts('bindings')),
  requests: z
    .strictObject({
      bindableTypes: z
        .array(z.int().min(0).max(1_000))
        .default([])
        .describe(
          'Numbers of request types that may be bound although the request is about a card there is. Replacements and retirements look alike: allow a number only when you know that it takes a new card.',
        ),
      personal: personalRequestsSchema
        .default('note')
        .describe('Requests that no enrolment agent runs, so that the person may have to: note, refuse or hide.'),
      order: z
        .enum(['newest', 'priority', 'oldest', 'name'])
        .default('newest')
        .describe('Order of the list when the desk opens: newest, priority, oldest or name.')
        .meta(facts('nothing')),
      foldAfterDays: z
        .int()
        .min(0)
        .max(36_500)
        .default(0)
        .describe('Days after which a request is folded away until it is searched for; 0: never.')
        .meta(facts('nothing')),
    })
    .prefault({})
    .describe('Which requests the desk offers, and how.')
    .meta(facts('bindings')),
  afterCare: z
    .strictObject({
      callsPerHour: z
        .int()
        .min(0)
        .max(3_600)
        .default(60)
        .describe('Calls an hour, at most, that ask the server what became of requests after their card was bound; 0: none.'),
      overdueAfterDays: z
        .int()
        .min(1)
        .max(365)
        .default(7)
        .describe('Days after the binding from which Attention says that a request was never executed.'),
      untilDays: z
        .int()
        .min(1)
        .max(730)
        .default(90)
        .describe('Days after the binding from which the server is asked about a request no more.'),
    })
    .prefault({})
    .describe('Whether requests were executed after their card was bound.')
    .meta(facts('nothing')),
  prepared: z
    .strictObject({
      folder: pathSchema
        .optional()
        .describe('A folder that is watched for files of prepared cards: which card is for which request or person.'),
      otherwise: mismatchActionSchema
        .default('refuse')
        .describe('What happens when a card is to be bound otherwise than a prepared file says: refuse, or warn and journal it.'),
    })
    .prefault({})
    .describe('Cards that are prepared for certain requests before they come to the desk.')
    .meta(facts('bindings')),
  stock: z
    .strictObject({
      notInStock: stockActionSchema.default('off').describe('What to do about a card that the stock does not know: off, warn or refuse.'),
      used: stockActionSchema.default('warn').describe('What to do about a card that was used already: off, warn or refuse.'),
      lost: stockActionSchema.default('refuse').describe('What to do about a card that was reported lost: off, warn or refuse.'),
      confirmSerial: z
        .boolean()
        .default(false)
        .describe(
          'Bind a card only when the serial number printed on it was scanned or typed and the card stock has it for the card in the reader.',
        ),
      lowAt: z
        .int()
        .min(0)
        .max(1_000_000)
        .default(0)
        .describe('Cards left in stock at which the station warns; 0: it never does.')
        .meta(facts('nothing')),
    })
    .prefault({})
    .describe('The stock of blank cards, and which cards are not to be bound.')
    .meta(facts('bindings')),
  kiosk: z
    .strictObject({
      pinHash: z
        .string()
        .regex(pinHashPattern, mustBe('pin-hash'))
        .describe('Hash of the PIN that leaves the kiosk, as card-desk --hash-pin prints it.')
        .meta(facts('locked-desk', 'secret')),
      idleSeconds: z
        .int()
        .min(5)
        .max(3600)
        .default(120)
        .describe('Seconds without a key or a touch after which the desk shows nobody’s data.'),
    })
    .optional()
    .describe('Locks the desk to its window: full screen, and no way out but the administrator’s PIN.')
    .meta(facts('locked-desk')),
  backup: backupSchema.optional().describe('Backups of the journal and its key. Without it none are made.').meta(facts('nothing')),
  collector: collectorSchema
    .optional()
    .describe('The security office’s collector, which takes every entry of the journal as an event. Without it none are sent.')
    .meta(facts('record')),
  updates: updatesSchema
    .optional()
    .describe('The office’s announcement of newer versions of the station. Without it the station looks for none.')
    .meta(facts('nothing')),
  roles: rolesSchema.optional(),
  pollSeconds: z.int().min(2).max(3600).default(30).describe('Seconds between two fetches of the list of requests.').meta(facts('nothing')),
  training: z
    .strictObject({
      readers: z.enum(['auto', 'on', 'off']).default('auto').describe('Virtual readers; auto: only while no real reader is attached.'),
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
  $schema: z.string().optional().describe('Where an editor finds this schema; the station does not look at it.'),
  locked: z
    .array(z.enum(settingKeys))
    .optional()
    .describe(
      "Keys that a user's own file does not override. In the system-wide file only. A key locks everything below it. Where this file has roles, everything that roles and approvals rest on is locked too, and the locked desk where it has its PIN.",
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
  return { $schema, title: 'Card Desk settings', description: 'settings.json of a Card Desk station.', ...schema };
}

function keysOf(node: unknown, prefix: string): string[] {
  const { properties = {}, anyOf = [], oneOf = [] } = nodeSchema.parse(node);
  const own = Object.entries(properties).flatMap(([key, below]) => [`${prefix}${key}`, ...keysOf(below, `${prefix}${key}.`)]);
  return [...new Set([...own, ...[...anyOf, ...oneOf].flatMap((branch) => keysOf(branch, prefix))])];
}
