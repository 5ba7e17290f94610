import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { removeFile, writeFileAtomically } from '../core/files.js';
import { readExternalFile } from '../core/external-file.js';
import { stationCommandSchema, type StationCommand } from './command.js';
import { failedOutcome, unknownOutcome, outcomeSchema, type CommandOutcome } from './outcome.js';

/**
 * Commands that one process of the program hands to the station that is open. The signal that there is one comes by Electron's lock
 * for a single station, and carries nothing but a number; command and outcome lie in a folder of the profile that only its user
 * can read or write. Whoever can put a command there could open the station as well; a command does no more than the screen.
 */

/** What comes with the signal. */
const signalSchema = z.object({ commandId: z.uuid() });
export type CommandSignal = z.output<typeof signalSchema>;

const MOST_BYTES = 64 * 1024;
const LOOK_MS = 100;
/** How long a station may take to take a command up, ms: one that is just opening takes that long. */
const TAKEN_UP_MS = 30_000;
/** And to do it, ms: the longest list takes a minute on a slow disk. */
const DONE_MS = 10 * 60_000;

const folderOf = (profile: string): string => join(profile, 'commands');
const commandFile = (profile: string, { commandId }: CommandSignal): string => join(folderOf(profile), `${commandId}.command.json`);
/** By which process it was taken up; there until the outcome is fetched. */
const takenFile = (profile: string, { commandId }: CommandSignal): string => join(folderOf(profile), `${commandId}.taken.json`);
const outcomeFile = (profile: string, { commandId }: CommandSignal): string => join(folderOf(profile), `${commandId}.outcome.json`);

/** A command that lies ready to be taken up. */
export interface CommandHandover {
  readonly signal: CommandSignal;
  /** Waits for the outcome, within limits; to be called once the signal has gone out. Never rejects. */
  outcome(): Promise<CommandOutcome>;
  /** Takes the command back, e.g. where no station is open. */
  takeBack(): Promise<void>;
}

/** Puts a command into the profile. @throws Error where it cannot be written there */
export async function handOverCommand(profile: string, command: StationCommand): Promise<CommandHandover> {
  const signal: CommandSignal = { commandId: randomUUID() };
  const [file, taken, answer] = [commandFile(profile, signal), takenFile(profile, signal), outcomeFile(profile, signal)];
  await mkdir(folderOf(profile), { recursive: true, mode: 0o700 });
  await writeFileAtomically(file, JSON.stringify(command));
  return {
    signal,
    takeBack: () => removeFile(file),
    outcome: async () => {
      const begin = performance.now();
      for (;;) {
        // Looked at before the outcome, which it may have left right before its end.
        const hasEnded = await isOfEndedProcess(taken);
        const read = await outcomeIn(answer);
        if (read !== null || hasEnded) {
          for (const left of [answer, taken]) await removeFile(left).catch(() => undefined);
          if (read !== null) return read;
          return (await hasRemoved(file)) ? failedOutcome('station-silent') : unknownOutcome('the open station ended meanwhile');
        }
        const waited = performance.now() - begin;
        // A command that is still there was not begun, and is not once it is gone.
        if (waited > TAKEN_UP_MS && (await hasRemoved(file))) return failedOutcome('station-silent');
        if (waited > DONE_MS) return unknownOutcome('the open station has not answered in time');
        await pause(LOOK_MS);
      }
    },
  };
}

/**
 * Takes up the command that a signal is about, does it, and leaves the outcome for whoever waits. A signal without a command is
 * nobody's, or was taken back: nothing is done.
 *
 * @param pid of this process, which whoever waits can see end
 * @returns whether the signal was one of a command; null data is that of a station that was started a second time
 */
export async function receiveCommand(
  profile: string,
  data: unknown,
  run: (command: StationCommand) => Promise<CommandOutcome>,
  pid: number = process.pid,
): Promise<boolean> {
  const signal = signalSchema.safeParse(data);
  if (!signal.success) return false;
  const file = commandFile(profile, signal.data);
  let text: string;
  try {
    text = (await readExternalFile(file, { mostBytes: MOST_BYTES })).toString('utf8');
  } catch {
    return true;
  }
  await writeFileAtomically(takenFile(profile, signal.data), JSON.stringify({ pid }));
  if (!(await hasRemoved(file))) return true;
  const command = parsed(stationCommandSchema, text);
  const outcome = command === null ? failedOutcome('invalid-input') : await run(command);
  await writeFileAtomically(outcomeFile(profile, signal.data), JSON.stringify(outcome));
  return true;
}

/** Removes a command's file. @returns whether it was there: of two that try, one has it */
async function hasRemoved(file: string): Promise<boolean> {
  try {
    await unlink(file);
    return true;
  } catch {
    return false;
  }
}

/**
 * Removes commands and outcomes that nobody waits for any more: a list's wrong lines are in them. One that is younger than anybody
 * waits stays, for the station takes up commands while it is opening.
 *
 * @throws FileInUseError, or the system's error
 */
export async function removeStaleCommands(profile: string, now: Date): Promise<void> {
  const folder = folderOf(profile);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const file = join(folder, name);
    // Whoever waited may have fetched it just now.
    const writtenMs = (await stat(file).catch(() => null))?.mtimeMs;
    if (writtenMs !== undefined && now.getTime() - writtenMs > DONE_MS) await removeFile(file);
  }
}

const takenSchema = z.strictObject({ pid: z.int().positive() });

/** Whether a command was taken up by a process that is no more; one of another user's is there too. */
async function isOfEndedProcess(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => null);
  const taken = text === null ? null : parsed(takenSchema, text);
  if (taken === null) return false;
  try {
    process.kill(taken.pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

async function outcomeIn(file: string): Promise<CommandOutcome | null> {
  try {
    return parsed(outcomeSchema, await readFile(file, 'utf8')) ?? unknownOutcome('its answer cannot be read');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    return unknownOutcome(`its answer cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
