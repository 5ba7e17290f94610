import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleScript } from './bundle.fixture.js';

let bundle: Awaited<ReturnType<typeof bundleScript>>;
beforeAll(async () => {
  bundle = await bundleScript(join(import.meta.dirname, 'write-output.ts'), 'write-output');
});
afterAll(() => bundle.remove());

/** The import of the tested function, for a script. */
const imported = (): string => `import { writeOutput } from ${JSON.stringify(pathToFileURL(bundle.script).href)};`;

it('all output is written before the process ends, even to a pipe that is read late', async () => {
  const script = `${imported()} void process.stdout.writableLength; writeOutput(1, 'x'.repeat(1 << 20)); process.exit(0);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Needs a permanent listener: Node discards output of an ended process without one, and pipes of Windows hold all of it.
  await new Promise<void>((resolve) => {
    child.stdout.on('readable', resolve);
  });
  // Longer than the pipe's buffer.
  await pause(100);
  let length = 0;
  for await (const chunk of child.stdout) length += String(chunk).length;
  expect(length).toBe(1 << 20);
});

it('output that is no longer read is no error', async () => {
  const script = `${imported()} process.stdin.once('data', () => { process.exit(writeOutput(1, 'x'.repeat(1 << 20)) ? 1 : 3); });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdout.destroy();
  child.stdin.end('go');
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(3);
});

it('output that cannot be written is no error, as for a program without a console', async () => {
  const script = `${imported()} process.exit(writeOutput(1, 'x') || writeOutput(2, 'x') ? 1 : 3);`;
  // Writing to a file opened for reading fails on every system.
  const unwritable = openSync(join(import.meta.dirname, 'write-output.ts'), 'r');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', unwritable, unwritable],
  });
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(3);
  closeSync(unwritable);
});
