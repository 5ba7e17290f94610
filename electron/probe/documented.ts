import type { RequestStatus } from '../cm/schemas.js';
import { textForms, type Form } from './forms.js';

/**
 * Microsoft's documentation of the answers, as data to compare with. Source: the pages of the CM REST API (service details, get
 * request, get smart card profiles, get profile templates) and their examples.
 */

/** Documentation of a field. */
export interface DocumentedField {
  /** Possible forms of its value. */
  readonly forms: readonly Form[];
  /**
   * Documented meanings of its numbers, which are counted. Numbers of other fields are not reported: an unknown number could be
   * an employee's.
   */
  readonly numbers?: Readonly<Record<number, string>>;
  /** Documentation of the objects in its list. */
  readonly items?: DocumentedObject;
}
export type DocumentedObject = Readonly<Record<string, DocumentedField>>;

const guid: DocumentedField = { forms: ['GUID'] };
const optionalGuid: DocumentedField = { forms: ['GUID', 'empty GUID'] };
const yesOrNo: DocumentedField = { forms: ['true', 'false'] };
const text: DocumentedField = { forms: textForms };
const number = (numbers: Readonly<Record<number, string>> = {}): DocumentedField => ({ forms: ['whole number'], numbers });

/** A request (get request page). */
const request: DocumentedObject = {
  Uuid: guid,
  RequestType: number({ 1: 'Enroll', 5: 'Unblock' }),
  Status: number({ 3: 'Approved', 8: 'Completed' }),
  Flags: number(),
  DataCollection: { forms: ['list'], items: { Name: text, Value: { forms: ['null', ...textForms] } } },
  DataCollectionFlags: number(),
  OriginatorUserUuid: optionalGuid,
  TargetUserUuid: guid,
  Submitted: { forms: ['date in UTC'] },
  Completed: { forms: ['date in UTC', 'no date (year 1)'] },
  NewProfileUuid: optionalGuid,
  OldProfileUuid: optionalGuid,
  NewSmartcardUuid: optionalGuid,
  OldSmartcardUuid: optionalGuid,
  Priority: number(),
  Comment: text,
  ProfileTemplateUuid: guid,
  SecurityDescriptor: text,
  IsSmartcard: yesOrNo,
  IsEnrollmentAgent: yesOrNo,
  IsDataCollectionComplete: yesOrNo,
};

/** A smartcard (get smart card profiles page; status 6: update smart card status page). */
const smartcard: DocumentedObject = {
  Uuid: guid,
  Status: number({ 2: 'just bound', 3: 'in use', 6: 'retired' }),
  Flags: number(),
  ParentSmartcardUuid: optionalGuid,
  PrimarySmartcardUuid: optionalGuid,
  PermanentSmartcardUuid: optionalGuid,
  AssignedUserUuid: optionalGuid,
  ProfileTemplateUuid: optionalGuid,
  ProfileTemplateVersion: number(),
  Comment: text,
  SerialNumber: { forms: ['GUID in braces'] },
  Middleware: text,
  Atr: { forms: ['lower-case hex'] },
};

/** A profile template (get profile templates page). */
const template: DocumentedObject = {
  Name: text,
  Description: text,
  Uuid: guid,
  IsSmartcardProfileTemplate: yesOrNo,
  IsVirtualSmartcardProfileTemplate: yesOrNo,
};

/** The objects of the API, by their names in the support file. */
export const documented = { request, smartcard, 'profile template': template } as const satisfies Readonly<
  Record<string, DocumentedObject>
>;
export type Kind = keyof typeof documented;
export const kinds: readonly Kind[] = ['request', 'smartcard', 'profile template'];

/** The documented `Status` numbers by query word. The others are not documented. */
export const documentedStatus: Partial<Record<RequestStatus, number>> = { Approved: 3, Completed: 8 };

/** The documented authentication schemes (service details page, `Authorization`): Windows Integrated. */
export const documentedSchemes: readonly string[] = ['Negotiate', 'Kerberos', 'NTLM'];
