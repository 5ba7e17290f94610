import { guidTextOf } from '../../shared/guid-order.js';
import type { ScannerPreferences } from '../../shared/preferences.js';
import { FAST_KEY_MS } from './press-rules.js';

/**
 * Keyboard input since the last long pause, as one text. A scanner may pause within a scan (busy computer, Bluetooth, remote
 * desktop), so a short pause does not begin another text: the end of a code must never be taken for the whole.
 */
export interface Entry {
  readonly text: string;
  /** ms between the keys, including those that type nothing: a scanner may type a character with several. */
  readonly gaps: readonly number[];
  readonly lastAt: number;
  /** Whether its first keys may have gone to another window. */
  readonly headless: boolean;
}

/** Pause, ms, after which a key begins another entry. */
export const BREAK_MS = 1_500;
/** Minimum time after the last character within which a suffix may come, ms. */
const SUFFIX_MS = 150;
/** Silence after which a scan without a suffix counts as ended, ms. */
export const SILENCE_MS = 500;
/** Minimum length. Shorter bursts may be fingers that came down together. */
const SHORTEST = 3;
/** Minimum number of keys to judge evenness by. */
const EVEN_KEYS = 8;
/** Maximum number of keys in an entry; no printed code has more. */
const MOST_KEYS = 500;
/** The slowest scanner that is recognized by its evenness, ms per key. */
const SLOW_KEY_MS = 150;

export const noEntry: Entry = { text: '', gaps: [], lastAt: Number.NEGATIVE_INFINITY, headless: false };

/** A scan that has ended. */
export interface Scan {
  readonly text: string;
  readonly suffix: Suffix;
  /** Median ms from key to key. */
  readonly keyMs: number;
  /** Whether it was typed as a scanner types: fast, or very evenly. */
  readonly byMachine: boolean;
  /** Whether its first keys may be missing. */
  readonly headless: boolean;
}

export type Suffix = 'enter' | 'crlf' | 'tab' | 'none';

/**
 * Adds what one key typed.
 *
 * @param text empty for a key that types nothing, such as Shift or a digit with Alt
 * @param focusedAt when the window last got the focus
 */
export function onCharacters(
  entry: Entry,
  { text, at, focusedAt }: { readonly text: string; readonly at: number; readonly focusedAt: number },
): Entry {
  const gap = at - entry.lastAt;
  const isNew = at - focusedAt <= BREAK_MS;
  if (gap > BREAK_MS) return { text, gaps: [], lastAt: at, headless: isNew };
  if (entry.gaps.length >= MOST_KEYS) return { text, gaps: [], lastAt: at, headless: true };
  // Keys that typed nothing, such as Ctrl and 1, are not the beginning of a text.
  return { text: entry.text + text, gaps: [...entry.gaps, gap], lastAt: at, headless: entry.text === '' ? isNew : entry.headless };
}

/** Returns whether an entry was typed as only a machine types. */
export function isByMachine({ text, gaps }: Entry, { keyMs }: ScannerPreferences): boolean {
  if (text.length < SHORTEST || gaps.length === 0) return false;
  // No hand types an id at anything near a scanner's speed.
  if (requestIdIn(text) !== null) return quantile(gaps, 0.5) <= Math.max(SLOW_KEY_MS, (keyMs ?? 0) * 1.5);
  if (quantile(gaps, 0.5) <= Math.max(FAST_KEY_MS, (keyMs ?? 0) * 1.5)) return true;
  // A slow scanner is more even than any hand.
  return (
    keyMs === null &&
    gaps.length >= EVEN_KEYS &&
    quantile(gaps, 0.5) <= SLOW_KEY_MS &&
    quantile(gaps, 0.9) - quantile(gaps, 0.1) <= Math.max(8, quantile(gaps, 0.5) * 0.2)
  );
}

/** Returns the scan that a suffix ends; null if the suffix comes too late. Call it with `none` once {@link SILENCE_MS} have passed. */
export function scanOf(entry: Entry, suffix: Suffix, at: number, scanner: ScannerPreferences): Scan | null {
  if (entry.text === '') return null;
  const keyMs = entry.gaps.length === 0 ? 0 : quantile(entry.gaps, 0.5);
  if (suffix !== 'none' && at - entry.lastAt > suffixMs(scanner)) return null;
  return { text: entry.text, suffix, keyMs, byMachine: isByMachine(entry, scanner), headless: entry.headless };
}

/** Returns how long after a scan's last key its suffix may still come, ms. */
export function suffixMs({ keyMs }: ScannerPreferences): number {
  return Math.max(SUFFIX_MS, (keyMs ?? 0) * 1.5);
}

/**
 * Returns the request id that a text is or ends with, in any usual notation; null if there is none, or if more than one is
 * possible. Accidental keys before it are ignored, because no part of an id is an id.
 */
export function requestIdIn(text: string): string | null {
  const digits = text
    .trim()
    .replace(/[{}()-]/g, '')
    .toLowerCase();
  const [before, id] = [digits.slice(0, -32), digits.slice(-32)];
  return /^[0-9a-f]{32}$/.test(id) && !/[0-9a-f]{32}/.test(before) ? guidTextOf(id) : null;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
