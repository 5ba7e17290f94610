import { afterAll, afterEach, it } from 'vitest';
import { expectToAddUp, workOffRun, type RunFault, type RunPlan } from './run-sheet.js';
import { closeStations, describeFailed } from './station.js';

afterEach(describeFailed);
afterAll(closeStations);

it('a short run over two readers, with faults, is worked off with the keyboard, and its report adds up', { timeout: 60_000 }, async () => {
  const faults = new Map<number, RunFault>([
    [1, 'unknown'],
    [2, 'refused'],
    [3, 'cancelled'],
    [4, 'operator'],
  ]);
  const plan: RunPlan = { people: 6, faults, killAt: null, wrongCardAt: 5 };
  await workOffRun(plan, (outcome) => {
    expectToAddUp(plan, outcome);
    return Promise.resolve();
  });
});
