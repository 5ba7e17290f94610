import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ask, run } from './run.mjs';

const node = process.execPath;

test('returns the exit code', async () => {
  expect(await run(node, ['-e', 'process.exit(7)'])).toBe(7);
});

test('returns 128 plus the number of the signal that ended the command', async () => {
  // Windows has no signals: a process ends another with code 1.
  expect(await run(node, ['-e', 'process.kill(process.pid, "SIGKILL")'])).toBe(process.platform === 'win32' ? 1 : 137);
});

// Windows has no signals: sending one ends the process at once.
test.skipIf(process.platform === 'win32')('passes a signal on, and starts nothing after it', () => {
  const child = 'process.on("SIGTERM", () => process.exit(5)); process.kill(process.ppid, "SIGTERM"); setInterval(() => {}, 1000)';
  const script = `
    import { run } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'run.mjs')).href)};
    console.log(await run(process.execPath, ['-e', ${JSON.stringify(child)}]));
    await run(process.execPath, ['-e', 'console.log("started")']).catch((error) => console.log(error.message));
  `;
  const { stdout, status } = spawnSync(node, ['--input-type=module', '--eval', script], { encoding: 'utf8', timeout: 20_000 });
  expect(stdout).toBe(`5\nStopped by SIGTERM; ${node} was not started\n`);
  expect(status).toBe(0);
});

test.skipIf(process.platform === 'win32')('kills a process that ignores a signal', () => {
  const child = 'process.on("SIGTERM", () => {}); process.kill(process.ppid, "SIGTERM"); setInterval(() => {}, 1000)';
  const script = `
    import { run } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'run.mjs')).href)};
    console.log(await run(process.execPath, ['-e', ${JSON.stringify(child)}], { endMs: 200 }));
  `;
  const { stdout } = spawnSync(node, ['--input-type=module', '--eval', script], { encoding: 'utf8', timeout: 20_000 });
  expect(stdout).toBe('137\n');
});

test('refuses a command that does not exist', async () => {
  await expect(run('no-such-command-anywhere', [])).rejects.toThrow(/could not be started/);
  expect(ask('no-such-command-anywhere', []).ok).toBe(false);
});

test('returns output and result without printing', () => {
  expect(ask(node, ['-e', 'console.log("a"); console.error("b"); process.exit(1)'])).toEqual({ ok: false, output: 'a\nb\n' });
});
