import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';

it('what is said is written whole before the process ends, also to a pipe that is read late', async () => {
  const script = `import { writeOutput } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'write-output.ts')).href)}; void process.stdout.writableLength; writeOutput(1, 'x'.repeat(1 << 20)); process.exit(0);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A listener that stays: Node throws away what nobody listens for once a process has ended, and Windows' pipes hold it all.
  await new Promise<void>((resolve) => {
    child.stdout.on('readable', resolve);
  });
  // Longer than the pipe takes to fill.
  await pause(100);
  let length = 0;
  for await (const chunk of child.stdout) length += String(chunk).length;
  expect(length).toBe(1 << 20);
});

it('an output that nobody reads any more is no error', async () => {
  const script = `import { writeOutput } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'write-output.ts')).href)}; process.stdin.once('data', () => { process.exit(writeOutput(1, 'x'.repeat(1 << 20)) ? 1 : 3); });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdout.destroy();
  child.stdin.end('go');
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(3);
});

it('an output that cannot be written is no error, as where a program has no console', async () => {
  const script = `import { writeOutput } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'write-output.ts')).href)}; process.exit(writeOutput(1, 'x') || writeOutput(2, 'x') ? 1 : 3);`;
  // Writing to what was opened for reading fails on every system.
  const unwritable = openSync(join(import.meta.dirname, 'write-output.ts'), 'r');
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    stdio: ['ignore', unwritable, unwritable],
  });
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(3);
  closeSync(unwritable);
});
