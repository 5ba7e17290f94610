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
 * Hands commands from one process to the open station. Electron's single-instance lock carries the signal, with an id only;
 * command and outcome are files in a folder of the profile that only its user can access. A program that can write there
 * could also open the station, and a command can do no more than the screen.
 */

/** The signal. */
const signalSchema = z.object({ commandId: z.uuid() });
export type CommandSignal = z.output<typeof signalSchema>;

const MOST_BYTES = 64 * 1024;
const LOOK_MS = 100;
/** Longest time for a station to accept a command, ms: one that is opening needs this long. */
const TAKEN_UP_MS = 30_000;
/** Longest time to run it, ms: the longest list takes a minute on a slow disk. */
const DONE_MS = 10 * 60_000;

const folderOf = (profile: string): string => join(profile, 'commands');
const commandFile = (profile: string, { commandId }: CommandSignal): string => join(folderOf(profile), `${commandId}.command.json`);
/** Names the process that accepted the command; exists until the outcome is read. */
const takenFile = (profile: string, { commandId }: CommandSignal): string => join(folderOf(profile), `${commandId}.taken.json`);
const outcomeFile = (profile: string, { commandId }: CommandSignal): string => join(folderOf(profile), `${commandId}.outcome.json`);

/** A command ready to be accepted. */
export interface CommandHandover {
  readonly signal: CommandSignal;
  /** Waits for the outcome, within limits. Call it after sending the signal. Never rejects. */
  outcome(): Promise<CommandOutcome>;
  /** Withdraws the command, e.g. if no station is open. */
  takeBack(): Promise<void>;
}

/** Writes a command to the profile. @throws Error if it cannot be written */
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
        // Checked before the outcome, which the process may write right before it ends.
        const hasEnded = await isOfEndedProcess(taken);
        const read = await outcomeIn(answer);
        if (read !== null || hasEnded) {
          for (const left of [answer, taken]) await removeFile(left).catch(() => undefined);
          if (read !== null) return read;
          return (await hasRemoved(file)) ? failedOutcome('station-silent') : unknownOutcome('the open station stopped in the meantime');
        }
        const waited = performance.now() - begin;
        // If the command's file still exists, it was not started, and never will be once it is removed.
        if (waited > TAKEN_UP_MS && (await hasRemoved(file))) return failedOutcome('station-silent');
        if (waited > DONE_MS) return unknownOutcome('the open station did not respond in time');
        await pause(LOOK_MS);
      }
    },
  };
}

/**
 * Accepts the command of a signal, runs it and writes the outcome. Does nothing if the command was withdrawn.
 * @param pid of this process, so that the caller can detect its end
 * @returns whether the signal was about a command; data of null comes from a second start of the station
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

/** Removes a command's file. @returns whether it existed: only one of two attempts succeeds */
async function hasRemoved(file: string): Promise<boolean> {
  try {
    await unlink(file);
    return true;
  } catch {
    return false;
  }
}

/**
 * Removes old commands and outcomes, because they contain invalid lines of lists. Keeps recent ones, because a station accepts
 * commands while it opens.
 * @throws FileInUseError, or the system's error
 */
export async function removeStaleCommands(profile: string, now: Date): Promise<void> {
  const folder = folderOf(profile);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const file = join(folder, name);
    // The caller may have just removed it.
    const writtenMs = (await stat(file).catch(() => null))?.mtimeMs;
    if (writtenMs !== undefined && now.getTime() - writtenMs > DONE_MS) await removeFile(file);
  }
}

const takenSchema = z.strictObject({ pid: z.int().positive() });

/** Returns whether the process that accepted a command has ended. A process of another user counts as running. */
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
    return parsed(outcomeSchema, await readFile(file, 'utf8')) ?? unknownOutcome('its response cannot be read');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    return unknownOutcome(`its response cannot be read: ${error instanceof Error ? error.message : String(error)}`);
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
