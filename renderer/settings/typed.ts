import type { SettingChange, SettingField, SettingValue } from '../../shared/settings-draft.js';

/**
 * Input of a field as typed, even if it is not valid yet.
 * - `text`: for a text, a number, or a list with one item per line.
 * - `value`: selected or ticked.
 * - `pin`: a PIN and its repetition.
 * - `reset`: back to the value without the user's own file.
 */
export type Typed =
  | { readonly as: 'text'; readonly text: string }
  | { readonly as: 'value'; readonly value: SettingValue }
  | { readonly as: 'pin'; readonly pin: string; readonly again: string }
  | { readonly as: 'reset' };

/** Returns the saved value of a field. */
export function savedValue({ own, below, locked }: SettingField): SettingValue | null {
  return locked ? below.value : (own ?? below.value);
}

/** Returns a value as the text of a text field. */
export function textOf(value: SettingValue | null): string {
  if (value === null || typeof value === 'boolean') return '';
  if (Array.isArray(value)) return value.join('\n');
  return typeof value === 'object' ? '' : String(value);
}

/** Returns the text to show in a text field. */
export function shownText(field: SettingField, typed: Typed | undefined): string {
  if (typed === undefined) return textOf(savedValue(field));
  if (typed.as === 'text') return typed.text;
  return textOf(typed.as === 'value' ? typed.value : field.below.value);
}

/** Returns the selected or ticked value to show. */
export function shownValue(field: SettingField, typed: Typed | undefined): SettingValue | null {
  if (typed?.as === 'value') return typed.value;
  return typed?.as === 'reset' ? field.below.value : savedValue(field);
}

/** Returns what is wrong with two PINs; null if they match. */
export function pinProblem(typed: Typed | undefined): 'mismatch' | 'once' | null {
  if (typed?.as !== 'pin' || typed.pin === typed.again) return null;
  return typed.again === '' ? 'once' : 'mismatch';
}

/** Returns the settings change for a field's input; null if it equals the saved value. */
export function changeOf(field: SettingField, typed: Typed): SettingChange | null {
  const { key, own, below } = field;
  if (typed.as === 'pin') return typed.pin === '' && typed.again === '' ? null : { change: 'pin', pin: typed.pin };
  const value = typed.as === 'text' ? valueOfText(field, typed.text) : typed.as === 'value' ? typed.value : null;
  if (value === null) return own === null ? null : { change: 'reset', key };
  if (isSame(value, own ?? below.value)) return null;
  return { change: 'set', key, value };
}

/** Parses text as a number or list if the key holds one. Null: empty, where empty is allowed. */
function valueOfText({ kind, below }: SettingField, text: string): SettingValue | null {
  const trimmed = text.trim();
  if (kind.kind === 'texts') {
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    return lines.length === 0 && below.value === null ? null : lines;
  }
  if (trimmed === '' && below.value === null) return null;
  if (kind.kind === 'number') {
    // A decimal comma is accepted; text that is not a number goes to the main process unchanged, which reports it.
    const number = trimmed.replace(',', '.');
    return /^-?\d+(?:\.\d+)?$/.test(number) ? Number(number) : trimmed;
  }
  return trimmed;
}

function isSame(one: SettingValue | null, other: SettingValue | null): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: SettingValue | null): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    : value;
}
