import type { CommandLine } from 'electron';
import type { AskedCommand } from '../automation/command.js';
import { tellOutcome, type ToldOutcome } from '../automation/outcome.js';
import type { BuiltStation } from '../composition/build.js';
import { diagnose } from './diagnose.js';
import { probeServer } from './probe-server.js';

/** Asks a station that is built and never started, and stops it. */
export type StationQuestion = (built: BuiltStation) => Promise<ToldOutcome>;

/** What the command line asks a whole station, without a window; null: nothing, it is to open. */
export function stationQuestion(
  line: Pick<CommandLine, 'hasSwitch' | 'getSwitchValue'>,
  asked: AskedCommand | null,
): StationQuestion | null {
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

async function commanded({ station, doCommand }: BuiltStation, { command, isJson }: AskedCommand): Promise<ToldOutcome> {
  await station.takeUp();
  const outcome = await doCommand(command);
  await station.stop();
  return tellOutcome(command, outcome, isJson);
}
