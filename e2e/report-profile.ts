import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { fillJournal, type JournalTotals } from '../electron/store/big-journal.fixture.js';
import { adoptJournal } from '../electron/store/journal-head.fixture.js';
import { JournalFile } from '../electron/store/journal-file.js';
import { makeProfile } from './station.js';

const KEY = 'cd'.repeat(32);

/** Returns today at this many minutes after midnight, local time. */
export function today(minutes: number): string {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate(), 0, minutes).toISOString();
}

/** Makes a profile whose journal has these bindings, with a server that refuses connections. */
export async function profileWith(told: readonly JournalTotals[]): Promise<string> {
  const profile = await makeProfile({ settings: { server: { url: 'http://127.0.0.1:9' }, pollSeconds: 3600 } });
  const folder = join(profile, 'journal');
  await mkdir(folder);
  const path = join(folder, 'journal.db');
  new JournalFile({
    path,
    key: KEY,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date(today(0)),
    monotonicMs: () => 0,
  }).close();
  fillJournal(path, KEY, told);
  adoptJournal(folder, KEY);
  await writeFile(
    join(folder, 'journal.key'),
    JSON.stringify({ version: 1, protection: 'file', data: Buffer.from(KEY).toString('base64') }),
    { mode: 0o600 },
  );
  return profile;
}

/** Replaces Electron's save dialog, which tests cannot operate, with this answer. */
export function answerSaveDialog(app: ElectronApplication, filePath: string): Promise<void> {
  return app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: path === '', filePath: path });
  }, filePath);
}

/** Runs a program of this machine. @returns its output; @throws Error if it fails */
export function tool(name: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(name, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  return stdout;
}
