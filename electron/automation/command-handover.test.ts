import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../core/test-folder.fixture.js';
import type { StationCommand } from './command.js';
import { handOverCommand, removeStaleCommands, receiveCommand } from './command-handover.js';
import type { CommandOutcome } from './outcome.js';

const command: StationCommand = { command: 'export-journal', file: join(testFolder('to'), 'journal.csv') };
const done: CommandOutcome = { outcome: 'done', facts: { entries: 3 } };

describe('a command handed to the open station', () => {
  it('runs once and returns its outcome, leaving nothing behind', async () => {
    const profile = testFolder('profile');
    const handed = await handOverCommand(profile, command);
    const ran: StationCommand[] = [];
    const run = (one: StationCommand): Promise<CommandOutcome> => {
      ran.push(one);
      return Promise.resolve(done);
    };
    const waiting = handed.outcome();
    expect(await receiveCommand(profile, handed.signal, run)).toBe(true);
    expect(await receiveCommand(profile, handed.signal, run)).toBe(true);
    expect(await waiting).toEqual(done);
    expect(ran).toEqual([command]);
    expect(readdirSync(join(profile, 'commands'))).toEqual([]);
  });

  it('has an unknown outcome within seconds if the station ends after accepting it', async () => {
    const profile = testFolder('profile');
    const station = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(station, 'spawn');
    const { pid } = station;
    if (pid === undefined) throw new Error('The process has no number');
    const handed = await handOverCommand(profile, command);
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const endless = (): Promise<CommandOutcome> => {
      begin();
      return new Promise(() => undefined);
    };
    void receiveCommand(profile, handed.signal, endless, pid);
    await begun;
    const waiting = handed.outcome();
    const ended = once(station, 'exit');
    station.kill('SIGKILL');
    await ended;
    expect(await waiting).toMatchObject({ outcome: 'unknown' });
    expect(readdirSync(join(profile, 'commands'))).toEqual([]);
  });

  it('is accessible only to the user of the profile', async () => {
    const profile = testFolder('profile');
    const { signal } = await handOverCommand(profile, command);
    const folder = join(profile, 'commands');
    if (process.platform === 'win32') return;
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, `${signal.commandId}.command.json`)).mode & 0o077).toBe(0);
  });

  it('does not run after it was withdrawn', async () => {
    const profile = testFolder('profile');
    const handed = await handOverCommand(profile, command);
    await handed.takeBack();
    expect(await receiveCommand(profile, handed.signal, () => Promise.reject(new Error('it was done')))).toBe(true);
  });

  it('does not run if it is unknown, and says so', async () => {
    const profile = testFolder('profile');
    for (const text of ['{"command":"bind","file":"/x"}', '{"command":"export-journal","file":"relative"}', 'no JSON']) {
      const handed = await handOverCommand(profile, command);
      writeFileSync(join(profile, 'commands', `${handed.signal.commandId}.command.json`), text);
      const waiting = handed.outcome();
      await receiveCommand(profile, handed.signal, () => Promise.reject(new Error('it was done')));
      expect(await waiting).toMatchObject({ outcome: 'failed', code: 'invalid-input' });
    }
  });
});

it('does not run for a signal without a command of this profile, whatever it contains', async () => {
  const profile = testFolder('profile');
  const other = await handOverCommand(testFolder('other'), command);
  const never = (): Promise<CommandOutcome> => Promise.reject(new Error('it was done'));
  expect(await receiveCommand(profile, other.signal, never)).toBe(true);
  // A second start by a person, and data that no station sends.
  for (const data of [null, undefined, {}, { commandId: '../../x' }, { commandId: 3 }, 'x'])
    expect(await receiveCommand(profile, data, never)).toBe(false);
});

it('deletes outcomes and commands that no one read for an hour, and keeps newer ones', async () => {
  const profile = testFolder('profile');
  await removeStaleCommands(profile, new Date());
  mkdirSync(join(profile, 'commands'));
  const [left, fresh] = ['left', 'fresh'].map((name) => join(profile, 'commands', `${name}.outcome.json`));
  for (const file of [left, fresh]) writeFileSync(file ?? '', '{}');
  const { signal } = await handOverCommand(profile, command);
  const anHourAgo = new Date(Date.now() - 3_600_000);
  utimesSync(left ?? '', anHourAgo, anHourAgo);
  await removeStaleCommands(profile, new Date());
  expect(readdirSync(join(profile, 'commands')).sort()).toEqual([`${signal.commandId}.command.json`, 'fresh.outcome.json'].sort());
  // No one reads them for an hour.
  await removeStaleCommands(profile, new Date(Date.now() + 3_600_000));
  expect(readdirSync(join(profile, 'commands'))).toEqual([]);
});
