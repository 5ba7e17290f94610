import { exponentOf, type Point, type Spread } from './statistics.js';

export type Unit = 'ms' | '/s' | 'MB' | 'kB' | '×' | '%';

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  readonly ours: Spread;
  /** The minimal equivalent, measured in the same run; null if there is none. */
  readonly reference: { readonly is: string; readonly spread: Spread } | null;
  /** Null: for information. */
  readonly goal: Goal | null;
}

export interface Goal {
  /** As text, e.g. `p95 ≤ 25 ms`. */
  readonly text: string;
  readonly met: boolean;
}

/** How the cost of a figure grows with its size. */
export interface Growth {
  readonly what: string;
  readonly unit: Unit;
  readonly of: string;
  readonly points: readonly Point[];
  /** A lookup must stay flat; other work may grow linearly with its size. */
  readonly kind: 'lookup' | 'work';
}

/** Result of a figure. */
export interface Outcome {
  readonly rows: readonly Row[];
  readonly growth: readonly Growth[];
  /** Further remarks, one line each, e.g. the largest parts. */
  readonly notes: readonly string[];
}

/** Returns a single measurement, e.g. a size. */
export function once(value: number): Spread {
  return { median: value, p95: value, runs: 1 };
}

/** Returns a goal that a number must not exceed. */
export function atMost(what: string, value: number, limit: number, unit: Unit): Goal {
  return { text: `${what} ≤ ${limit}${unit === '×' ? ' ×' : ` ${unit}`}`, met: value <= limit };
}

/** Returns a goal that a number must reach. */
export function atLeast(what: string, value: number, limit: number, unit: Unit): Goal {
  return { text: `${what} ≥ ${limit}${unit === '×' ? ' ×' : ` ${unit}`}`, met: value >= limit };
}

/** Exponents that still count as flat and as linear, because three measured points never fit a line exactly. */
const EXPONENT_LIMIT = { lookup: 0.15, work: 1.1 } as const;

/** Returns a growth's exponent, and whether it meets its goal. */
export function judge(growth: Growth): { readonly exponent: number; readonly goal: Goal } {
  const exponent = exponentOf(growth.points);
  const limit = EXPONENT_LIMIT[growth.kind];
  return { exponent, goal: { text: growth.kind === 'lookup' ? 'flat' : 'at most linear', met: exponent <= limit } };
}

/** Formats a number with three significant digits, and no more decimals than that needs. */
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

/** Returns the tables as Markdown, which is also readable on a terminal. */
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
      const { exponent, goal } = judge(one);
      const sizes = `${one.points.map(({ size }) => number(size)).join(' → ')} ${one.of}`;
      const costs = `${one.points.map(({ cost }) => number(cost)).join(' → ')} ${one.unit}`;
      return [one.what, sizes, costs, exponent.toFixed(2), metText(goal)];
    }),
  );
  const parts = [rows.length > 0 ? figures : '', growth.length > 0 ? grown : '', notes.map((note) => `- ${note}`).join('\n')];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Returns a Markdown table with aligned columns. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

/** Returns the names of the missed goals. */
export function missed(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ rows, growth }) => [
    ...rows.filter(({ goal }) => goal?.met === false).map(({ what }) => what),
    ...growth.filter((one) => !judge(one).goal.met).map(({ what }) => `growth of ${what}`),
  ]);
}

const BEGIN = '<!-- figures: begin -->';
const END = '<!-- figures: end -->';

/**
 * Replaces the text between a document's two markers.
 *
 * @throws Error if the document does not have both
 */
export function between(document: string, text: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`The document must have ${BEGIN} and, after it, ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n${text}\n${document.slice(end)}`;
}
