import { guidSchema } from '../../shared/ids.js';

const GUID = /[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/g;

/** Removes the braces that Windows puts around a GUID. Returns other text unchanged. */
export function stripBraces(text: string): string {
  return text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text;
}

/** Returns all GUIDs in a text, in lower case and in order. */
export function guidsIn(text: string): string[] {
  return (text.match(GUID) ?? []).map((guid) => guidSchema.parse(guid));
}
