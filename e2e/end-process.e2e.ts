import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { withTimeout } from './with-timeout.js';

/** Exiting takes well under a second; if it hangs, nothing is used but a processor. */
const END_LIMIT_MS = 20_000;
/** Number of attempts: without the fix, ten of twelve hung. */
const ENDS = 3;

/** A program that exits while objects with finalizers are being collected. */
const PROGRAM = `
  import { PerformanceObserver, constants } from 'node:perf_hooks';
  import { app } from 'electron';
  import { endProcess } from './electron/app/end-process.js';

  const held = Array.from({ length: 400_000 }, (_, index) => ({ index, more: [{ index }] }));
  const told = new FinalizationRegistry(() => undefined);
  let isEnding = false;
  new PerformanceObserver((list) => {
    if (isEnding || list.getEntries().at(-1)?.detail.kind !== constants.NODE_PERFORMANCE_GC_INCREMENTAL) return;
    isEnding = true;
    void endProcess(7);
  }).observe({ entryTypes: ['gc'] });
  const work = () => {
    for (let index = 0; index < 500; index += 1) {
      held.push({ index, more: [{ index }] });
      told.register({ index }, index);
    }
    if (!isEnding) setImmediate(work);
  };
  void app.whenReady().then(work);
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'card-desk-'));
  await build({
    stdin: { contents: PROGRAM, resolveDir: process.cwd() },
    outfile: join(folder, 'main.cjs'),
    bundle: true,
    platform: 'node',
    external: ['electron'],
    logLevel: 'warning',
  });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'end', version: '1.0.0', main: 'main.cjs' }));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

it('a process exits with its code while its memory is being collected', { timeout: 90_000 }, async () => {
  for (let end = 0; end < ENDS; end += 1) {
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const program = spawn(inject('station').electron, [folder, ...root, `--user-data-dir=${join(folder, 'profile')}`], { stdio: 'ignore' });
    try {
      const code = new Promise((resolve) => program.once('exit', resolve));
      expect(await withTimeout(END_LIMIT_MS, 'a process to end', code)).toBe(7);
    } finally {
      program.kill('SIGKILL');
    }
  }
});
