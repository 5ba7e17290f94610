import type { StationError } from '../../shared/errors.js';
import { probeCalls } from '../../shared/probe.js';
import { resultSchema } from '../../shared/result.js';
import { withCommandFile } from '../automation/command-file.js';
import type { Station } from '../composition/station-deps.js';
import { answerCall } from '../core/answer-call.js';
import type { CommandAnswer } from './command-line.js';

const answerSchema = resultSchema(probeCalls['server/probe'].value);

/**
 * Runs `--probe-server=FILE`: examines the answers of the CM service for a person at a terminal, with the same call and role as
 * Diagnostics. The station is never started, and is stopped afterwards.
 */
export async function probeServer(station: Pick<Station, 'answerCallDeps' | 'stop'>, file: string): Promise<CommandAnswer> {
  const answer = answerSchema.parse(await withCommandFile(file, () => answerCall(station.answerCallDeps, 'server/probe', {})));
  await station.stop();
  if (answer.ok) {
    const { saved } = answer.value;
    if (saved === null) return { text: 'Nothing was recorded: the file name is missing (--probe-server=FILE).\n', code: 1 };
    const { file, different, silent, asDocumented, notSeen } = saved;
    return {
      text: `Saved to ${file}: ${String(different)} different from Microsoft’s documentation, ${String(silent)} not documented, ${String(asDocumented)} as documented, ${String(notSeen)} not seen.\n`,
      code: 0,
    };
  }
  const { error } = answer;
  return { text: `Nothing was written: ${reasonOf(error)}\n`, code: 1 };
}

function reasonOf(error: StationError): string {
  switch (error.code) {
    case 'not-allowed':
      return 'this requires the administrator role, which this account does not have according to the settings and the directory’s last answer. Use “Check server” in Diagnostics.';
    case 'in-kiosk':
      return 'the desk is locked. Use another account.';
    case 'file-failed':
      return error.detail;
    default:
      return error.code;
  }
}
