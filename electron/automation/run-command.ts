import type { RequestedCommand } from './command.js';
import { handOverCommand } from './command-handover.js';
import { failedOutcome, formatOutcome, type FormattedOutcome } from './outcome.js';

export interface RunCommandDeps {
  readonly profile: string;
  /** Takes the profile's single-instance lock, or signals the station that holds it. @returns whether the lock was free */
  readonly lock: (signal: Record<string, unknown>) => boolean;
  /** Runs the command in this process, which then reports the outcome and ends. */
  readonly run: () => Promise<void>;
}

/**
 * Runs a command in the open station, or else in this process.
 * @returns what to print; null if this process runs it
 */
export async function runCommand(
  { command, isJson }: RequestedCommand,
  { profile, lock, run }: RunCommandDeps,
): Promise<FormattedOutcome | null> {
  let handed;
  try {
    // The command must be ready before the signal is sent.
    handed = await handOverCommand(profile, command);
  } catch (error) {
    return formatOutcome(command, failedOutcome('hand-over', error instanceof Error ? error.message : String(error)), isJson);
  }
  if (!lock({ ...handed.signal })) return formatOutcome(command, await handed.outcome(), isJson);
  await handed.takeBack();
  await run();
  return null;
}
