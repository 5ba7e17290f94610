/**
 * The CM REST API's objects as in its pages, for the training service. The client parses the same pages separately
 * (`electron/cm/schemas.ts`); tests with the pages' examples show that both agree.
 */

/** A request object (get request page). */
export interface WireRequest {
  readonly Uuid: string;
  readonly RequestType: number;
  readonly Status: number;
  readonly Flags: number;
  readonly DataCollection: readonly { readonly Name: string; readonly Value: string | null }[];
  readonly DataCollectionFlags: number;
  readonly OriginatorUserUuid: string;
  readonly TargetUserUuid: string;
  readonly Submitted: string;
  readonly Completed: string;
  readonly NewProfileUuid: string;
  readonly OldProfileUuid: string;
  readonly NewSmartcardUuid: string;
  readonly OldSmartcardUuid: string;
  readonly Priority: number;
  readonly Comment: string;
  readonly ProfileTemplateUuid: string;
  readonly SecurityDescriptor: string;
  readonly IsSmartcard: boolean;
  readonly IsEnrollmentAgent: boolean;
  readonly IsDataCollectionComplete: boolean;
}

/** A smartcard object (get smart card profiles page). */
export interface WireSmartcard {
  readonly Uuid: string;
  readonly Status: number;
  readonly Flags: number;
  readonly ParentSmartcardUuid: string;
  readonly PrimarySmartcardUuid: string;
  readonly PermanentSmartcardUuid: string;
  readonly AssignedUserUuid: string;
  readonly ProfileTemplateUuid: string;
  readonly ProfileTemplateVersion: number;
  readonly Comment: string;
  readonly SerialNumber: string;
  readonly Middleware: string;
  readonly Atr: string;
}

/** A profile template object (get profile templates page). */
export interface WireProfileTemplate {
  readonly Name: string;
  readonly Description: string;
  readonly Uuid: string;
  readonly IsSmartcardProfileTemplate: boolean;
  readonly IsVirtualSmartcardProfileTemplate: boolean;
}

/** Status numbers by query value. The pages give only 3 and 8; the other numbers are made up. */
export const wireStatus = {
  None: 0,
  Pending: 1,
  Denied: 2,
  Approved: 3,
  Executing: 4,
  Canceled: 5,
  Failed: 6,
  Completed: 8,
} as const;
export type WireStatusName = keyof typeof wireStatus;

/** Request type numbers by name. The pages give only 1 and 5; the other numbers are made up. */
export const wireRequestType = { Enroll: 1, OnlineUpdate: 4, Unblock: 5, Retire: 9, Replace: 12 } as const;

/** Smartcard statuses in the pages' examples: just bound, in use, retired. */
export const wireSmartcardStatus = { Assigned: 2, Active: 3, Retired: 6 } as const;

export const NO_GUID = '00000000-0000-0000-0000-000000000000';
/** .NET's `DateTime.MinValue`: not completed yet. */
export const NO_DATE = '0001-01-01T00:00:00';

/** Formats a time as .NET does: UTC, without trailing zeros. */
export function wireDate(date: Date): string {
  return date.toISOString().replace(/\.?0*Z$/, 'Z');
}

/** Returns a request that is not yet executed: the given fields, and the pages' values for the rest. */
export function wireRequest(
  given: Pick<WireRequest, 'Uuid' | 'OriginatorUserUuid' | 'TargetUserUuid' | 'Submitted' | 'ProfileTemplateUuid'> & Partial<WireRequest>,
): WireRequest {
  const { Uuid, OriginatorUserUuid, TargetUserUuid, Submitted, ProfileTemplateUuid, ...rest } = given;
  // In the order of the pages' objects.
  return {
    Uuid,
    RequestType: wireRequestType.Enroll,
    Status: wireStatus.Approved,
    Flags: 2,
    DataCollection: [],
    DataCollectionFlags: 32,
    OriginatorUserUuid,
    TargetUserUuid,
    Submitted,
    Completed: NO_DATE,
    NewProfileUuid: NO_GUID,
    OldProfileUuid: NO_GUID,
    NewSmartcardUuid: NO_GUID,
    OldSmartcardUuid: NO_GUID,
    Priority: 0,
    Comment: '',
    ProfileTemplateUuid,
    SecurityDescriptor: 'O:S-1-5-21-1-2-3-4D:(A;;RC;;;WD)\0\0',
    IsSmartcard: true,
    IsEnrollmentAgent: false,
    IsDataCollectionComplete: false,
    ...rest,
  };
}

/** Returns a smartcard for a card id, assigned to a user. */
export function wireSmartcard(
  given: Pick<WireSmartcard, 'Uuid' | 'AssignedUserUuid' | 'ProfileTemplateUuid' | 'Atr'> &
    Partial<WireSmartcard> & { readonly cardId: string },
): WireSmartcard {
  const { Uuid, AssignedUserUuid, ProfileTemplateUuid, Atr, cardId, ...rest } = given;
  return {
    Uuid,
    Status: 2,
    Flags: 1,
    ParentSmartcardUuid: NO_GUID,
    PrimarySmartcardUuid: NO_GUID,
    PermanentSmartcardUuid: NO_GUID,
    AssignedUserUuid,
    ProfileTemplateUuid,
    ProfileTemplateVersion: 46,
    Comment: '',
    SerialNumber: `{${cardId}}`,
    Middleware: 'MSBaseCSP',
    Atr,
    ...rest,
  };
}
