import type { RequestStatus } from '../cm/schemas.js';
import { textForms, type Form } from './forms.js';

/**
 * What Microsoft's pages say of the answers, as data: the answers of a server are held against it. Source: the pages of the CM
 * REST API (service details, get request, get smart card profiles, get profile templates) and their examples.
 */

/** What the pages say of one field. */
export interface DocumentedField {
  /** What its value may look like. */
  readonly forms: readonly Form[];
  /**
   * What its numbers mean, as far as the pages say; the numbers of this field are counted. Numbers of a field without it are not
   * told: an unknown number could be an employee's.
   */
  readonly numbers?: Readonly<Record<number, string>>;
  /** What the objects of a list look like. */
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

/** The objects of the API's answers, by what the file for support calls them. */
export const documented = { request, smartcard, 'profile template': template } as const satisfies Readonly<
  Record<string, DocumentedObject>
>;
export type Kind = keyof typeof documented;
export const kinds: readonly Kind[] = ['request', 'smartcard', 'profile template'];

/** The numbers of `Status` that the pages show for a word of the query; the others' are not documented. */
export const documentedStatus: Partial<Record<RequestStatus, number>> = { Approved: 3, Completed: 8 };

/** Ways to sign in that the pages name (service details page, `Authorization`): Windows Integrated. */
export const documentedSchemes: readonly string[] = ['Negotiate', 'Kerberos', 'NTLM'];
