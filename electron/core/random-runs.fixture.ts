/**
 * For slow tests with random inputs: how often one runs. `npm run test:long` makes all runs; `npm test` makes a quarter, with
 * other inputs each time unless the test has a seed.
 */
export function randomRuns(all: number): number {
  return process.env['CARD_DESK_ALL_RUNS'] === undefined ? Math.ceil(all / 4) : all;
}
