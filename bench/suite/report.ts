import { exponentOf, type Point, type Spread } from './statistics.js';

export type Unit = 'ms' | '/s' | 'MB' | 'kB' | '×' | '%';

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  readonly ours: Spread;
  /** The bare thing, measured in the same run; null where there is nothing to measure against. */
  readonly reference: { readonly is: string; readonly spread: Spread } | null;
  /** Null: for information. */
  readonly goal: Goal | null;
}

export interface Goal {
  /** In words, e.g. `p95 ≤ 25 ms`. */
  readonly text: string;
  readonly met: boolean;
}

/** How the cost of a figure grows with its size. */
export interface Growth {
  readonly what: string;
  readonly unit: Unit;
  readonly of: string;
  readonly points: readonly Point[];
  /** A lookup must stay flat; anything else may grow with its size and no faster. */
  readonly kind: 'lookup' | 'work';
}

/** What a figure came to. */
export interface Outcome {
  readonly rows: readonly Row[];
  readonly growth: readonly Growth[];
  /** What else is worth knowing, one line each, e.g. what dominates. */
  readonly notes: readonly string[];
}

/** One thing measured once, e.g. a size. */
export function once(value: number): Spread {
  return { median: value, p95: value, runs: 1 };
}

/** A goal that a number must not exceed. */
export function atMost(what: string, value: number, limit: number, unit: Unit): Goal {
  return { text: `${what} ≤ ${limit}${unit === '×' ? ' ×' : ` ${unit}`}`, met: value <= limit };
}

/** A goal that a number must reach. */
export function atLeast(what: string, value: number, limit: number, unit: Unit): Goal {
  return { text: `${what} ≥ ${limit}${unit === '×' ? ' ×' : ` ${unit}`}`, met: value >= limit };
}

/** Exponents that still count as flat and as linear: a straight line through three measured points is never exact. */
const EXPONENT_LIMIT = { lookup: 0.15, work: 1.1 } as const;

/** Growth with its exponent, and whether that is good enough. */
export function judged(growth: Growth): { readonly exponent: number; readonly goal: Goal } {
  const exponent = exponentOf(growth.points);
  const limit = EXPONENT_LIMIT[growth.kind];
  return { exponent, goal: { text: growth.kind === 'lookup' ? 'flat' : 'at most linear', met: exponent <= limit } };
}

/** Three digits that count, and no more behind the point than that takes. */
export function number(value: number): string {
  if (value !== 0 && Math.abs(value) < 100) return String(Number(value.toPrecision(3)));
  return Math.round(value).toLocaleString('en-GB');
}

function spreadText({ median, p95, runs }: Spread, unit: Unit): string {
  return runs === 1 ? `${number(median)} ${unit}` : `${number(median)} / ${number(p95)} ${unit}`;
}

function metText({ text, met }: Goal): string {
  return `${text}: ${met ? 'met' : '**missed**'}`;
}

/** The tables, as Markdown: they read as well on a terminal. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap((outcome) => outcome.rows);
  const growth = outcomes.flatMap((outcome) => outcome.growth);
  const notes = outcomes.flatMap((outcome) => outcome.notes);
  const figures = table(
    ['figure', 'ours (median / p95)', 'reference', 'ratio', 'goal', 'runs'],
    rows.map(({ what, unit, ours, reference, goal }) => [
      what,
      spreadText(ours, unit),
      reference === null ? '' : `${spreadText(reference.spread, unit)}, ${reference.is}`,
      reference === null || reference.spread.median === 0 ? '' : `${number(ours.median / reference.spread.median)} ×`,
      goal === null ? '' : metText(goal),
      String(ours.runs),
    ]),
  );
  const grown = table(
    ['growth', 'sizes', 'costs', 'exponent', 'goal'],
    growth.map((one) => {
      const { exponent, goal } = judged(one);
      const sizes = `${one.points.map(({ size }) => number(size)).join(' → ')} ${one.of}`;
      const costs = `${one.points.map(({ cost }) => number(cost)).join(' → ')} ${one.unit}`;
      return [one.what, sizes, costs, exponent.toFixed(2), metText(goal)];
    }),
  );
  const parts = [rows.length > 0 ? figures : '', growth.length > 0 ? grown : '', notes.map((note) => `- ${note}`).join('\n')];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** A Markdown table whose columns line up. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

/** Goals that were not reached, by name. */
export function missed(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ rows, growth }) => [
    ...rows.filter(({ goal }) => goal?.met === false).map(({ what }) => what),
    ...growth.filter((one) => !judged(one).goal.met).map(({ what }) => `growth of ${what}`),
  ]);
}

const BEGIN = '<!-- figures: begin -->';
const END = '<!-- figures: end -->';

/**
 * Puts text between a document's two markers.
 *
 * @throws Error when the document has not both
 */
export function between(document: string, text: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`The document must have ${BEGIN} and, after it, ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n${text}\n${document.slice(end)}`;
}
