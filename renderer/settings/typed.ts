import type { SettingChange, SettingField, SettingValue } from '../../shared/settings-draft.js';

/**
 * What somebody has put into a field, as they put it: nothing that was typed is lost for not making sense yet.
 * - `text`: letters, for text, a number, or a list with one on each line.
 * - `value`: what was chosen or ticked.
 * - `pin`: a PIN, and once more.
 * - `reset`: back to what counts without the user's own file.
 */
export type Typed =
  | { readonly as: 'text'; readonly text: string }
  | { readonly as: 'value'; readonly value: SettingValue }
  | { readonly as: 'pin'; readonly pin: string; readonly again: string }
  | { readonly as: 'reset' };

/** What counts for a field, as far as is saved. */
export function savedValue({ own, below, locked }: SettingField): SettingValue | null {
  return locked ? below.value : (own ?? below.value);
}

/** A value as it stands in a text field. */
export function textOf(value: SettingValue | null): string {
  if (value === null || typeof value === 'boolean') return '';
  if (Array.isArray(value)) return value.join('\n');
  return typeof value === 'object' ? '' : String(value);
}

/** What stands in a text field. */
export function shownText(field: SettingField, typed: Typed | undefined): string {
  if (typed === undefined) return textOf(savedValue(field));
  if (typed.as === 'text') return typed.text;
  return textOf(typed.as === 'value' ? typed.value : field.below.value);
}

/** What is chosen or ticked. */
export function shownValue(field: SettingField, typed: Typed | undefined): SettingValue | null {
  if (typed?.as === 'value') return typed.value;
  return typed?.as === 'reset' ? field.below.value : savedValue(field);
}

/** Whether two PINs that were typed are one: null, or what is wrong. */
export function pinTrouble(typed: Typed | undefined): 'mismatch' | 'once' | null {
  if (typed?.as !== 'pin' || typed.pin === typed.again) return null;
  return typed.again === '' ? 'once' : 'mismatch';
}

/** The change of the settings that a field stands for; null: it says what is saved anyway. */
export function changeOf(field: SettingField, typed: Typed): SettingChange | null {
  const { key, own, below } = field;
  if (typed.as === 'pin') return typed.pin === '' && typed.again === '' ? null : { change: 'pin', pin: typed.pin };
  const value = typed.as === 'text' ? valueOfText(field, typed.text) : typed.as === 'value' ? typed.value : null;
  if (value === null) return own === null ? null : { change: 'reset', key };
  if (isSame(value, own ?? below.value)) return null;
  return { change: 'set', key, value };
}

/** What letters stand for: a number or a list where the key holds one. Null: nothing, where nothing may be. */
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
    // A decimal comma is as good as a point; what is no number goes to main as it is, which says so.
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
