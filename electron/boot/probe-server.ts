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
    if (saved === null) return { text: 'Nothing was asked: no file was named.\n', code: 1 };
    const { file, different, silent, asDocumented, notSeen } = saved;
    return {
      text: `Written to ${file}: ${String(different)} lines are different from Microsoft’s pages, ${String(silent)} say what the pages leave open, ${String(asDocumented)} are as documented, ${String(notSeen)} were not seen.\n`,
      code: 0,
    };
  }
  const { error } = answer;
  return { text: `Nothing was written: ${reasonOf(error)}\n`, code: 1 };
}

function reasonOf(error: StationError): string {
  switch (error.code) {
    case 'not-allowed':
      return 'it needs the role of an administrator, and this account does not have it as far as is known without the directory. Use the button in Diagnostics.';
    case 'in-kiosk':
      return 'the desk is locked. Use another account.';
    case 'file-failed':
      return error.detail;
    default:
      return error.code;
  }
}
