import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import type { brokenSettings } from '../electron/settings/broken-settings.fixture.js';

/** Runs the packaged station without a display, so that it can only answer questions that need none. */
export function askStation(
  profile: string,
  ...args: string[]
): { readonly said: string; readonly complained: string; readonly code: number | null } {
  const env = { ...process.env };
  delete env['DISPLAY'];
  delete env['WAYLAND_DISPLAY'];
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const { stdout, stderr, status } = spawnSync(inject('station').executable, [...root, `--user-data-dir=${profile}`, ...args], {
    encoding: 'utf8',
    env,
    timeout: 60_000,
  });
  return { said: stdout, complained: stderr, code: status };
}

/** Starts a station with broken files, and expects line, key and remedy of each problem. */
export async function expectNamed(profile: string, broken: readonly (typeof brokenSettings)[number][]): Promise<void> {
  for (const { name, content, line, key, remedy } of broken) {
    const file = join(profile, 'settings.json');
    await writeFile(file, content);
    const { said, code } = askStation(profile, `--check-config=${file}`);
    expect(code, name).toBe(1);
    expect(said, name).toContain(line === null ? `${file}: ` : `${file}:${String(line)}:`);
    expect(said, name).toContain(key);
    expect(said, name).toMatch(remedy);
  }
}
