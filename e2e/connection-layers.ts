import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Runs the connection test and waits for the failing layer; every layer before it must be shown as working, and none after it. */
export async function expectFailingLayer(on: Page, layer: string, words: RegExp): Promise<void> {
  await on.getByRole('button', { name: 'Test connection' }).click();
  const report = on.locator(`[data-outcome="fails"][data-layer="${layer}"]`);
  await report.waitFor({ timeout: 30_000 });
  expect(await report.innerText()).toMatch(words);
  const states = await report
    .locator('.layer')
    .evaluateAll((rows) => rows.map((row) => `${String(row.getAttribute('data-layer'))} ${String(row.getAttribute('data-state'))}`));
  const layers = ['dns', 'tcp', 'tls', 'http', 'sign-in', 'api', 'permission'];
  const at = layers.indexOf(layer);
  expect(states).toEqual(layers.map((name, place) => `${name} ${place < at ? 'passed' : place === at ? 'failed' : 'unknown'}`));
}
