import * as z from 'zod';
import { GUID, ZERO_GUID } from '../../shared/ids.js';
import { visibleText } from '../../shared/visible-text.js';
import { stripBraces } from './guid.js';

/**
 * Schemas of the CM REST API's answers: strict about what a binding relies on, lenient about the rest. Unknown properties are
 * dropped. Input names are the API's, output names the station's.
 */

/** Reads a GUID in one step, because a long list has hundreds of thousands, and each further schema costs as much again. */
function readGuid(text: string, context: z.RefinementCtx): string {
  const guid = stripBraces(text);
  if (GUID.test(guid)) return guid.toLowerCase();
  context.addIssue({ code: 'custom', message: 'is not a GUID' });
  return z.NEVER;
}

const cmGuidSchema = z.string().transform(readGuid);

/** The all-zero GUID means "none" (get request page). */
const optionalGuidSchema = z.string().transform((text, context) => {
  const guid = readGuid(text, context);
  return guid === ZERO_GUID ? null : guid;
});

/** Rejects the all-zero id for objects that must have one. */
const realGuidSchema = cmGuidSchema.refine((guid) => guid !== ZERO_GUID, { message: 'is the all-zero GUID' });

/** Free text without NULs, which end some of the pages' examples, and without other invisible characters. */
const freeTextSchema = z
  .string()
  .nullish()
  .transform((text) => visibleText(text ?? ''));

/** .NET's `DateTime.MinValue`: "not yet" (get request page, `Completed`). */
const NO_DATE = /^0001-01-01T/;

/**
 * A .NET date: ISO 8601 with up to seven decimals, with or without a zone. The pages' examples are in UTC, so a missing zone
 * means UTC. Rejects dates outside the years 0 to 9999 in UTC.
 */
const cmDateSchema = z.string().transform((text, context) => {
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`;
  const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(zoned) ? new Date(zoned) : new Date(NaN);
  const instant = Number.isNaN(date.getTime()) ? '' : date.toISOString();
  // Other years have a sign and six digits.
  if (/^\d{4}-/.test(instant)) return instant;
  context.addIssue({ code: 'custom', message: 'is not a date' });
  return z.NEVER;
});

const optionalDateSchema = z
  .string()
  .nullish()
  .transform((text) => (text === null || text === undefined || NO_DATE.test(text) ? null : text))
  .pipe(cmDateSchema.nullable());

/** One request object (get request page). */
export const cmRequestSchema = z
  .object({
    Uuid: realGuidSchema,
    RequestType: z.int(),
    Status: z.int(),
    TargetUserUuid: cmGuidSchema,
    ProfileTemplateUuid: cmGuidSchema,
    NewSmartcardUuid: optionalGuidSchema,
    OldSmartcardUuid: optionalGuidSchema.nullish(),
    OriginatorUserUuid: optionalGuidSchema.nullish(),
    IsEnrollmentAgent: z.boolean().nullish(),
    DataCollection: z
      .array(z.object({ Name: freeTextSchema, Value: freeTextSchema }))
      .nullish()
      .catch(null),
    Submitted: cmDateSchema,
    Completed: optionalDateSchema,
    Priority: z.int().nullish(),
    Comment: freeTextSchema,
    IsSmartcard: z.boolean(),
  })
  .transform((request) => ({
    requestId: request.Uuid,
    /** 1 = Enroll, 5 = Unblock in the pages' examples; the other numbers are not documented. */
    type: request.RequestType,
    /** 3 = Approved, 8 = Completed in the pages' examples; the other numbers are not documented. */
    status: request.Status,
    targetUserId: request.TargetUserUuid,
    profileTemplateId: request.ProfileTemplateUuid,
    /** Null: no card is bound to it. */
    newSmartcardId: request.NewSmartcardUuid,
    /** The existing card that the request is about (get request page); null: none. */
    oldSmartcardId: request.OldSmartcardUuid ?? null,
    /** The person who made the request; null if the server does not say. */
    originatorUserId: request.OriginatorUserUuid ?? null,
    /** Whether an enrollment agent executes it; false if the server does not say. */
    isEnrollmentAgent: request.IsEnrollmentAgent ?? false,
    /** Data entered with the request, for display only; unreadable entries are dropped. */
    data: (request.DataCollection ?? []).map(({ Name, Value }) => ({ name: Name, value: Value })),
    submittedAt: request.Submitted,
    completedAt: request.Completed,
    priority: request.Priority ?? 0,
    comment: request.Comment,
    isSmartcard: request.IsSmartcard,
  }));
/** A CM request. Ids are lower-case; times are ISO 8601 UTC. */
export type CmRequest = z.infer<typeof cmRequestSchema>;

/** One smartcard object (get smart card profiles page). */
export const cmSmartcardSchema = z
  .object({
    Uuid: realGuidSchema,
    Status: z.int(),
    AssignedUserUuid: optionalGuidSchema.nullish(),
    SerialNumber: z
      .string()
      .min(1)
      .transform((text) => stripBraces(text).toLowerCase()),
    Atr: z
      .string()
      .nullish()
      .transform((text) => (text ?? '').toLowerCase()),
  })
  .transform((smartcard) => ({
    smartcardId: smartcard.Uuid,
    /** Undocumented; shown as a number. */
    status: smartcard.Status,
    assignedUserId: smartcard.AssignedUserUuid ?? null,
    /** `SerialNumber` without its braces: the card id. */
    cardId: smartcard.SerialNumber,
    /** Lower-case hex; empty when the server has none. */
    atr: smartcard.Atr,
  }));
/** A CM smartcard. */
export type CmSmartcard = z.infer<typeof cmSmartcardSchema>;

/** One profile template (get profile templates page). */
export const cmProfileTemplateSchema = z
  .object({
    Uuid: realGuidSchema,
    Name: freeTextSchema,
    IsSmartcardProfileTemplate: z.boolean().nullish(),
    IsVirtualSmartcardProfileTemplate: z.boolean().nullish(),
  })
  .transform((template) => ({
    profileTemplateId: template.Uuid,
    name: template.Name,
    isSmartcard: template.IsSmartcardProfileTemplate ?? false,
    /** Whether it requires a virtual smart card on the person's computer. */
    isVirtual: template.IsVirtualSmartcardProfileTemplate ?? false,
  }));
export type CmProfileTemplate = z.infer<typeof cmProfileTemplateSchema>;

/** Values of the `status` parameter of the requests query (get request page). */
export const requestStatuses = ['Approved', 'Canceled', 'Completed', 'Denied', 'Executing', 'Failed', 'None', 'Pending'] as const;
export type RequestStatus = (typeof requestStatuses)[number];
