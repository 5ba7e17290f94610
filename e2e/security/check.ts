import type { LaunchedStation } from '../station.js';
import type { ExternalServers } from './external-servers.js';

/** Dependencies of a check: a running station, and external servers that it must not reach. */
export interface CheckDeps {
  readonly station: LaunchedStation;
  readonly external: ExternalServers;
  /** Source text of the main process's scripts. */
  readonly scripts: string;
  /** Returns the station's log so far. */
  readonly log: () => Promise<string>;
}

/** One item of the review: what must hold, the rule it comes from, and how it is checked. */
export interface Check {
  readonly item: string;
  /** Points of Electron's security guide, and names of electronegativity's checks. */
  readonly rules: string;
  readonly how: 'tried in the page' | 'read back' | 'tried' | 'read in the script';
  /** @throws an assertion error if it does not hold */
  readonly holds: (deps: CheckDeps) => Promise<void>;
}

/** Result of a check. */
export interface Finding {
  readonly item: string;
  readonly rules: string;
  readonly how: Check['how'];
  /** Null: it holds. */
  readonly broken: string | null;
}

/** Runs every check in order; a failure does not stop the others. */
export async function findings(checks: readonly Check[], deps: CheckDeps): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { item, rules, how, holds } of checks) {
    const broken = await holds(deps).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    found.push({ item, rules, how, broken });
  }
  return found;
}

/** Formats the findings as a table. */
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
