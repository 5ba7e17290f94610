import type { CommandLine } from 'electron';
import type { RequestedCommand } from '../automation/command.js';
import { formatOutcome, type FormattedOutcome } from '../automation/outcome.js';
import type { BuiltStation } from '../composition/build.js';
import { diagnose } from './diagnose.js';
import { probeServer } from './probe-server.js';

/** Runs a command on a station that is built but never started, and stops it. */
export type WindowlessCommand = (built: BuiltStation) => Promise<FormattedOutcome>;

/** Returns the command that needs a whole station but no window; null if there is none and the station should open. */
export function windowlessCommand(
  line: Pick<CommandLine, 'hasSwitch' | 'getSwitchValue'>,
  asked: RequestedCommand | null,
): WindowlessCommand | null {
  if (asked !== null) return (built) => commanded(built, asked);
  const probeTo = line.getSwitchValue('probe-server');
  if (probeTo !== '') {
    return async ({ station }) => {
      const { text, code } = await probeServer(station, probeTo);
      return { output: code === 0 ? 1 : 2, text, code };
    };
  }
  return line.hasSwitch('diagnose') ? async ({ station, watcher }) => ({ output: 1, ...(await diagnose(station, watcher)) }) : null;
}

async function commanded({ station, doCommand }: BuiltStation, { command, isJson }: RequestedCommand): Promise<FormattedOutcome> {
  await station.resume();
  const outcome = await doCommand(command);
  await station.stop();
  return formatOutcome(command, outcome, isJson);
}
