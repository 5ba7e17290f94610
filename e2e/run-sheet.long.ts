import { afterAll, afterEach, expect, it } from 'vitest';
import { expectToAddUp, workOffRun, type RunFault, type RunPlan } from './run-sheet.js';
import { closeStations, describeFailed } from './station.js';

afterEach(describeFailed);
afterAll(closeStations);

it('a run of 120 over two readers with 6 faults and a kill is worked off, and its report adds up', { timeout: 1_200_000 }, async () => {
  const faults = new Map<number, RunFault>([
    [5, 'unknown'],
    [20, 'refused'],
    [33, 'error'],
    [60, 'cancelled'],
    [75, 'other-desk'],
    [90, 'operator'],
  ]);
  const plan: RunPlan = { people: 120, faults, killAt: 45, wrongCardAt: 100 };
  await workOffRun(plan, async (outcome, page) => {
    expectToAddUp(plan, outcome);
    expect(await page.locator('.sheets [data-testid="paper-page"]').count()).toBeGreaterThan(2);
  });
});
