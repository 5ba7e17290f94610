import type { RequestedCommand } from './command.js';
import { handOverCommand } from './command-handover.js';
import { failedOutcome, formatOutcome, type FormattedOutcome } from './outcome.js';

export interface RunCommandDeps {
  readonly profile: string;
  /** Becomes the one station of the profile, or signals the one that is open. @returns whether no station was open */
  readonly lock: (signal: Record<string, unknown>) => boolean;
  /** Does the command in this process, which then says what became of it and ends. */
  readonly run: () => Promise<void>;
}

/**
 * Has a command done: by the station that is open, else by this process.
 *
 * @returns what to tell whoever asked; null where this process does it
 */
export async function runCommand(
  { command, isJson }: RequestedCommand,
  { profile, lock, run }: RunCommandDeps,
): Promise<FormattedOutcome | null> {
  let handed;
  try {
    // It lies ready before the signal goes out.
    handed = await handOverCommand(profile, command);
  } catch (error) {
    return formatOutcome(command, failedOutcome('hand-over', error instanceof Error ? error.message : String(error)), isJson);
  }
  if (!lock({ ...handed.signal })) return formatOutcome(command, await handed.outcome(), isJson);
  await handed.takeBack();
  await run();
  return null;
}
