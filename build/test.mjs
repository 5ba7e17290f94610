// npm test: everything that can be checked, and one closing line with the sum.
import './setup/node-version.mjs';

const { Refusal, say } = await import('./lib/say.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { check, vitest } = await import('./test/parts.mjs');

/** @type {Record<string, () => Promise<import('./test/parts.mjs').Outcome>>} */
const parts = {
  lint: () => check('lint', [['eslint/bin/eslint.js', '.']]),
  types: () =>
    check('types', [
      ['typescript/bin/tsc', '--noEmit'],
      ['typescript/bin/tsc', '--noEmit', '-p', 'build'],
    ]),
  unit: () => vitest('unit', []),
  integration: () => vitest('integration', []),
  e2e: () => vitest('e2e', []),
};

/**
 * Parts that take too long for every run; run when they are named.
 * @type {Record<string, () => Promise<import('./test/parts.mjs').Outcome>>}
 */
const longParts = {
  // A whole day's work at one desk without a network, in place of the short one that every run has.
  day: () => vitest('e2e', ['e2e/day-offline.e2e.ts'], { CARD_DESK_DAY_BINDINGS: '400' }),
};

/**
 * @param {() => Promise<import('./test/parts.mjs').Outcome>} run
 */
async function timed(run) {
  const started = performance.now();
  return { ...(await run()), seconds: Math.round((performance.now() - started) / 1000) };
}

try {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in parts || name in longParts));
  if (unknown.length > 0) {
    throw new Refusal(`There is no part ${unknown.join(', ')}; there are: ${Object.keys({ ...parts, ...longParts }).join(', ')}`);
  }
  await setUp('test');
  const all = Object.entries({ ...parts, ...longParts }).filter(([name]) => (asked.length === 0 ? name in parts : asked.includes(name)));
  const outcomes = [];
  for (let at = 0; at < all.length; ) {
    // Each of the two keeps one processor busy and prints only what is wrong: side by side they take half as long.
    const turn = all.slice(at, at + (all[at]?.[0] === 'lint' && all[at + 1]?.[0] === 'types' ? 2 : 1));
    say(`\n=== ${turn.map(([name]) => name).join(' and ')}`);
    outcomes.push(...(await Promise.all(turn.map(([, run]) => timed(run)))));
    at += turn.length;
  }

  say('\n=== results');
  for (const { part, passed, failed, skipped, note, seconds } of outcomes) {
    const skips = skipped.length > 0 ? `, ${skipped.length} SKIPPED` : '';
    say(`${part.padEnd(12)} ${passed} passed, ${failed} failed${skips}${note === undefined ? '' : ` (${note})`}  ${seconds} s`);
    for (const name of skipped) say(`             skipped: ${name}`);
  }
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  say(`${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say(error.message);
  say('0 passed, 1 failed');
  process.exitCode = 1;
}
