import { ZERO_GUID } from '../../shared/ids.js';

/** Possible forms of a JSON value, with their names in the support file. */
export const forms = [
  'null',
  'true',
  'false',
  'whole number',
  'number with decimals',
  'list',
  'object',
  'empty text',
  'empty GUID',
  'GUID',
  'GUID in braces',
  'date in UTC',
  'date with an offset',
  'date without a zone',
  'no date (year 1)',
  'lower-case hex',
  'text',
] as const;
export type Form = (typeof forms)[number];

/** Forms of JSON text. */
export const textForms: readonly Form[] = forms.slice(forms.indexOf('empty text'));

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const IN_BRACES = /^\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/i;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/;
const HEX = /^(?:[0-9a-f]{2})+$/;

/** Returns the form of a value, which reveals nothing of its content. */
export function formOf(value: unknown): Form {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return Number.isInteger(value) ? 'whole number' : 'number with decimals';
  if (typeof value === 'string') return formOfText(value);
  return Array.isArray(value) ? 'list' : 'object';
}

function formOfText(text: string): Form {
  if (text === '') return 'empty text';
  if (text === ZERO_GUID) return 'empty GUID';
  if (GUID.test(text)) return 'GUID';
  if (IN_BRACES.test(text)) return 'GUID in braces';
  const date = DATE.exec(text);
  if (date !== null) {
    if (text.startsWith('0001-01-01T')) return 'no date (year 1)';
    const [, zone] = date;
    if (zone === undefined) return 'date without a zone';
    return zone === 'Z' ? 'date in UTC' : 'date with an offset';
  }
  return HEX.test(text) ? 'lower-case hex' : 'text';
}
