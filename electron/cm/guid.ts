import { guidSchema } from '../../shared/ids.js';

const GUID = /[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/g;

/** Takes the braces off a GUID as Windows writes it; other text is given back as it came. */
export function stripBraces(text: string): string {
  return /^\{.*\}$/s.test(text) ? text.slice(1, -1) : text;
}

/** All GUIDs in a text, folded to lower case, in the order they appear. */
export function guidsIn(text: string): string[] {
  return (text.match(GUID) ?? []).map((guid) => guidSchema.parse(guid));
}
