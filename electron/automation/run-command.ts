import type { AskedCommand } from './command.js';
import { handOver } from './handed-over.js';
import { failed, tellOutcome, type ToldOutcome } from './outcome.js';

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
export async function runCommand({ command, isJson }: AskedCommand, { profile, lock, run }: RunCommandDeps): Promise<ToldOutcome | null> {
  let handed;
  try {
    // It lies ready before the signal goes out.
    handed = await handOver(profile, command);
  } catch (error) {
    return tellOutcome(command, failed('hand-over', error instanceof Error ? error.message : String(error)), isJson);
  }
  if (!lock({ ...handed.signal })) return tellOutcome(command, await handed.outcome(), isJson);
  await handed.takeBack();
  await run();
  return null;
}
