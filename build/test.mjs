// npm test: runs all checks and tests, and prints one closing line with the totals.
import './setup/node-version.mjs';

const { UserError, printLine } = await import('./lib/terminal.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { check, component, onMachines, unit, windows, windowsFiles } = await import('./test/parts.mjs');
const { checkServiceIsFree } = await import('./test/test-machines.mjs');
const { commandForOne } = await import('./test/report.mjs');
const { WINE_CANNOT_SHOW } = await import('./windows/not-applicable.mjs');

/** @typedef {import('./test/parts.mjs').Outcome} Outcome */

/** Type-check projects: everything; each process as shipped, without what only the other has. */
const typeScriptProjects = ['tsconfig.json', 'tsconfig.main.json', 'tsconfig.page.json'];

/** @typedef {Record<string, (wanted: readonly string[]) => Promise<Outcome>>} Lane Parts that run in sequence. */

/** @type {Lane} */
const firstProcessor = {
  lint: () =>
    check('lint', [
      ['oxlint/bin/oxlint', '--threads=1'],
      ['dependency-cruiser/bin/dependency-cruise.mjs', 'electron', 'renderer', 'shared', 'e2e', 'build', 'bench'],
    ]),
  types: () =>
    check('types', [
      ...typeScriptProjects.map((project) => ['typescript-7/bin/tsc', '--noEmit', '--singleThreaded', '--project', project]),
    ]),
  component,
};

/** @type {Lane} */
const secondProcessor = {
  // Tests that also run under Windows' rules for open files run once, with the rules, which hide nothing that Linux would show.
  unit: (wanted) => unit(!wanted.includes('windows-files')),
  'windows-files': windowsFiles,
  windows,
};

/** Mostly waits for readers. @type {Lane} */
const beside = { integration: () => onMachines({ project: 'integration' }) };

/** Occupies both processors. @type {Lane} */
const afterwards = {
  e2e: () => onMachines({ project: 'e2e' }),
  // Runs only when named, like all parts below: every case that a normal run samples.
  long: () => onMachines({ project: 'long' }),
  // A full day's work at one desk, offline and with a collector, instead of the short versions.
  day: () =>
    onMachines({
      project: 'long',
      args: ['e2e/day-offline.long.ts', 'e2e/collector.long.ts'],
      variables: { CARD_DESK_DAY_BINDINGS: '400' },
    }),
  // Every switch instead of a sample.
  switches: () => onMachines({ project: 'e2e', args: ['e2e/attack/plain-user.e2e.ts'], variables: { CARD_DESK_EVERY_SWITCH: '1' } }),
  // With its own Active Directory, whose packages nothing else needs.
  ad: () => onMachines({ project: 'ad' }),
};

const names = [firstProcessor, secondProcessor, beside, afterwards].flatMap((lane) => Object.keys(lane));
const onDemand = ['long', 'day', 'switches', 'ad', 'windows'];
// The rules imitate another system's kernel; Windows has them itself.
if (process.platform !== 'linux') onDemand.push('windows-files');
const usual = names.filter((name) => !onDemand.includes(name));

try {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new UserError(`Unknown part: ${unknown.join(', ')}. Parts: ${names.join(', ')}`);
  const wanted = asked.length === 0 ? usual : names.filter((name) => asked.includes(name));
  await setUp(wanted.includes('ad') ? 'ad' : wanted.every((name) => name === 'windows') ? 'windows' : 'test');
  if (Object.keys({ ...beside, ...afterwards }).some((name) => wanted.includes(name))) await checkServiceIsFree();
  printLine(`\n=== ${wanted.join(', ')}`);
  /** @param {Lane} lane */
  const inTurn = async (lane) => {
    /** @type {Outcome[]} */
    const outcomes = [];
    for (const [name, part] of Object.entries(lane)) if (wanted.includes(name)) outcomes.push(await part(wanted));
    return outcomes;
  };
  const processors = [inTurn(firstProcessor), inTurn(secondProcessor)];
  const waiting = inTurn(beside);
  // Not beside other tests that need a machine: without namespaces, all have the same one.
  const rest = Promise.all([waiting, Promise.race(processors)]).then(() => inTurn(afterwards));
  const outcomes = (await Promise.all([...processors, waiting, rest])).flat();

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
