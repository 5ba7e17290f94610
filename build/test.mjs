// npm test: runs all checks and tests, and prints one closing line with the totals.
import './setup/node-version.mjs';

const { UserError, printLine } = await import('./lib/terminal.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { check, component, runOnMachines, unit, windows, windowsFiles } = await import('./test/parts.mjs');
const { commandForOne } = await import('./test/report.mjs');
const { WINE_CANNOT_SHOW } = await import('./windows/not-applicable.mjs');

/** @typedef {import('./test/parts.mjs').Outcome} Outcome */

/** Type-check projects: everything; each process as shipped, without what only the other has. */
const typeScriptProjects = ['tsconfig.json', 'tsconfig.main.json', 'tsconfig.page.json'];

/** @type {Record<string, () => Promise<Outcome>>} */
const checks = {
  lint: () =>
    check('lint', [
      ['oxlint/bin/oxlint', '--threads=1'],
      ['dependency-cruiser/bin/dependency-cruise.mjs', 'electron', 'renderer', 'shared', 'e2e', 'build', 'bench'],
    ]),
  types: () =>
    check('types', [
      ...typeScriptProjects.map((project) => ['typescript-7/bin/tsc', '--noEmit', '--singleThreaded', '--project', project]),
    ]),
};

/** @type {Record<string, import('./test/parts.mjs').MachineJob>} */
const onMachine = {
  integration: { project: 'integration' },
  e2e: { project: 'e2e' },
  // Runs only when named, like all parts below: every case that a normal run samples.
  long: { project: 'long' },
  // A full day's work at one desk, offline and with a collector, instead of the short versions.
  day: { project: 'long', args: ['e2e/day-offline.long.ts', 'e2e/collector.long.ts'], variables: { CARD_DESK_DAY_BINDINGS: '400' } },
  // Every switch instead of a sample.
  switches: { project: 'e2e', args: ['e2e/attack/plain-user.e2e.ts'], variables: { CARD_DESK_EVERY_SWITCH: '1' } },
  // With its own Active Directory, whose packages nothing else needs.
  ad: { project: 'ad' },
};

const names = [...Object.keys(checks), 'unit', 'component', 'windows-files', 'windows', ...Object.keys(onMachine)];
const onDemand = ['long', 'day', 'switches', 'ad', 'windows'];
// The rules imitate another system's kernel; Windows has them itself.
if (process.platform !== 'linux') onDemand.push('windows-files');
const usual = names.filter((name) => !onDemand.includes(name));

/**
 * Runs parts in sequence.
 * @param {readonly (() => Promise<Outcome>)[]} parts
 */
async function inTurn(parts) {
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const part of parts) outcomes.push(await part());
  return outcomes;
}

try {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new UserError(`Unknown part: ${unknown.join(', ')}. Parts: ${names.join(', ')}`);
  const wanted = asked.length === 0 ? usual : names.filter((name) => asked.includes(name));
  await setUp(wanted.includes('ad') ? 'ad' : wanted.every((name) => name === 'windows') ? 'windows' : 'test');
  /**
   * @template T
   * @param {Record<string, T>} parts
   * @returns {readonly T[]} The selected ones.
   */
  const chosen = (parts) => Object.entries(parts).flatMap(([name, part]) => (wanted.includes(name) ? [part] : []));
  printLine(`\n=== ${wanted.join(', ')}`);
  // The unit tests use one processor (of two, vitest leaves one free), the checks in sequence use the other.
  const units = {
    // Tests that also run under Windows' rules for open files run once, with the rules, which hide nothing that Linux would
    // show.
    unit: () => unit(!wanted.includes('windows-files')),
    component,
    'windows-files': () => windowsFiles(wanted.length === 1),
    windows,
  };
  const busy = [inTurn(chosen(checks)), inTurn(chosen(units))];
  const all = await Promise.all([...busy, runOnMachines(chosen(onMachine), busy)]);
  const outcomes = all.flat();

  printLine('\n=== results');
  for (const { part, passed, failed, skipped, failures, note, seconds } of outcomes) {
    const skips = skipped.length > 0 ? `, ${skipped.length} SKIPPED` : '';
    printLine(`${part.padEnd(12)} ${passed} passed, ${failed} failed${skips}${note === undefined ? '' : ` (${note})`}  ${seconds} s`);
    for (const name of skipped) printLine(`             skipped: ${name}`);
    for (const { test, message } of failures) {
      printLine(`             failed: ${test}\n${message.replace(/^/gm, '               ')}`);
      printLine(`               run alone: ${commandForOne(part, test)}`);
    }
  }
  if (wanted.includes('windows')) printLine(`\n${WINE_CANNOT_SHOW}`);
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  printLine(`${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  printLine(error.message);
  printLine('0 passed, 1 failed');
  process.exitCode = 1;
}
