import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findings, tableOf } from './security/check.js';
import { startExternalServers, type ExternalServers } from './security/external-servers.js';
import { packageChecks } from './security/package-checks.js';
import { checkDepsOf, runtimeChecks, weakenedReview } from './security/review.js';
import { killStations, launchStation, type LaunchedStation } from './station.js';
import { withTimeout } from './with-timeout.js';

let external: ExternalServers;
let station: LaunchedStation;
beforeAll(async () => {
  external = await startExternalServers();
  station = await launchStation();
});
// Electron 25 hung after about one in 70 reviews, endlessly freeing its Node environment while JavaScript was still
// requested. Only stations that had been asked for cameras, other windows and devices did so, never one in normal use.
afterAll(async () => {
  await killStations();
  await external.close();
});

it('a second station on the same profile exits in favor of the first', async () => {
  const second = spawn(
    inject('station').executable,
    [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${station.profile}`],
    {
      stdio: 'ignore',
    },
  );
  const code = await withTimeout(60_000, 'the second station to give way', new Promise((resolve) => second.once('exit', resolve)));
  expect(code).toBe(0);
  expect(await station.page.getByTestId('desk').isVisible()).toBe(true);
});

it('every item of the security review holds', async () => {
  const { app, electronVersion } = inject('station');
  const found = await findings([...runtimeChecks, ...packageChecks], await checkDepsOf(station, app, external));
  process.stdout.write(
    `\nSecurity review (rules: points of Electron's security guide, and electronegativity's checks; Electron ${electronVersion})\n${tableOf(found)}\n\n`,
  );
  expect(found.filter(({ broken }) => broken !== null)).toEqual([]);
});

describe('the review detects', () => {
  it('calls whose sender is not checked', async () => {
    expect(await weakenedReview(external, /\bisOwnPage\(event, ?window\(\)\)/g, 'true')).toEqual([
      'only the station’s own page is answered',
    ]);
  });
});
