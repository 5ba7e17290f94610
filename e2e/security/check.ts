import type { LaunchedStation } from '../station.js';
import type { Outside } from './outside.js';

/** What a check works with: a running station, and a server outside that it must not reach. */
export interface Ground {
  readonly station: LaunchedStation;
  readonly outside: Outside;
  /** Text of the main process' scripts, as they run. */
  readonly scripts: string;
  /** Text of the station's log so far. */
  readonly log: () => Promise<string>;
}

/** One item of the review: what must hold, whose rule it is, and how it is found out. */
export interface Check {
  readonly item: string;
  /** Points of Electron's security guide, and names of electronegativity's checks. */
  readonly rules: string;
  readonly how: 'tried in the page' | 'read back' | 'tried' | 'read in the script';
  /** @throws an assertion's error where it does not hold */
  readonly holds: (ground: Ground) => Promise<void>;
}

/** What came of a check. */
export interface Finding {
  readonly item: string;
  readonly rules: string;
  readonly how: Check['how'];
  /** Null: it holds. */
  readonly broken: string | null;
}

/** Does every check, one after the other; one that does not hold stops none. */
export async function findings(checks: readonly Check[], ground: Ground): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { item, rules, how, holds } of checks) {
    const broken = await holds(ground).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    found.push({ item, rules, how, broken });
  }
  return found;
}

/** The findings as a table for people. */
export function tableOf(found: readonly Finding[]): string {
  const rows = [
    ['item', 'rules', 'checked how', 'holds'],
    ...found.map(({ item, rules, how, broken }) => [item, rules, how, broken === null ? 'yes' : 'NO']),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
