import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import { launchStation, type LaunchedStation } from '../station.js';
import { callChecks } from './call-checks.js';
import { findings, type Check, type CheckDeps } from './check.js';
import { contentChecks } from './content-checks.js';
import type { ExternalServers } from './external-servers.js';
import { wayOutChecks } from './way-out-checks.js';
import { windowChecks } from './window-checks.js';

export const runtimeChecks: readonly Check[] = [...windowChecks, ...contentChecks, ...wayOutChecks, ...callChecks];

/** Returns the context of the checks for a station. */
export async function checkDepsOf(station: LaunchedStation, app: string, external: ExternalServers): Promise<CheckDeps> {
  const scripts = await Promise.all((await mainScripts(app)).map((file) => readFile(file, 'utf8')));
  return { station, external, scripts: scripts.join('\n'), log: () => readFile(join(station.profile, 'logs', 'card-desk.log'), 'utf8') };
}

/** Returns the files of the main process and of the scripts that it starts. */
async function mainScripts(app: string): Promise<readonly string[]> {
  const files = await readdir(join(app, 'electron'), { recursive: true });
  return files.filter((file) => file.endsWith('.js')).map((file) => join(app, 'electron', file));
}

/** Runs the review on a deliberately weakened station. @returns the items that failed */
export async function weakenedReview(external: ExternalServers, from: RegExp, to: string): Promise<readonly string[]> {
  const { app, electron } = inject('station');
  const weakened = await mkdtemp(join(tmpdir(), 'card-desk-weakened-'));
  try {
    await cp(app, weakened, { recursive: true });
    let isWeakened = false;
    for (const file of await mainScripts(weakened)) {
      const text = await readFile(file, 'utf8');
      const weak = text.replaceAll(from, to);
      if (weak === text) continue;
      isWeakened = true;
      await writeFile(file, weak);
    }
    expect(isWeakened, `the main process contains ${String(from)}`).toBe(true);
    const station = await launchStation({ program: { electron, app: weakened } });
    const found = await findings(runtimeChecks, await checkDepsOf(station, weakened, external));
    await station.kill();
    return found.filter(({ broken }) => broken !== null).map(({ item }) => item);
  } finally {
    await rm(weakened, { recursive: true });
  }
}
