import { fail, ok } from '../../shared/result.js';
import type { SystemDialogs } from '../app/system-dialogs.js';
import type { Connection } from '../cm/connection-report.js';
import { ANSWER_LIMIT_MS, CONNECT_LIMIT_MS } from '../cm/limits.js';
import type { Handlers } from '../core/answer-call.js';
import { writeFileAtomically } from '../core/files.js';
import { probeFile } from './probe-file.js';
import { runProbe } from './run-probe.js';

export interface ProbeHandlersDeps {
  readonly connection: Pick<Connection, 'address' | 'fetch'>;
  readonly dialogs: Pick<SystemDialogs, 'chooseFile'>;
  /** Versions of the station's programs, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly isTraining: boolean;
  readonly now: () => Date;
}

/** A list of all requests ever made takes longer than the daily lists. */
const LIMIT_MS = 4 * ANSWER_LIMIT_MS;

/** Handles the call that examines the answers of the CM service and writes a support file. */
export function probeHandlers(deps: ProbeHandlersDeps): Pick<Handlers, 'server/probe'> {
  let isRunning = false;
  const probed = async (): ReturnType<Handlers['server/probe']> => {
    const madeAt = deps.now().toISOString();
    const file = await deps.dialogs.chooseFile({
      defaultName: `card-desk-server-${madeAt.slice(0, 19).replaceAll(':', '-')}.md`,
      kinds: [{ name: 'Markdown', extension: 'md' }],
    });
    if (file === null) return ok({ saved: null });
    const { address, fetch } = deps.connection;
    const findings = await runProbe({
      address,
      fetch,
      connectLimitMs: CONNECT_LIMIT_MS,
      answerLimitMs: LIMIT_MS,
      now: deps.now,
      monotonicMs: () => performance.now(),
    });
    const { text, lines } = probeFile({
      findings,
      version: deps.versions['Card Desk'] ?? '',
      isTraining: deps.isTraining,
      madeAt,
    });
    try {
      await writeFileAtomically(file, text);
    } catch (error) {
      return fail({ code: 'file-failed', detail: (error instanceof Error ? error.message : String(error)).slice(0, 2000) });
    }
    return ok({
      saved: {
        file,
        asDocumented: lines['as documented'],
        different: lines.different,
        silent: lines.silent,
        notSeen: lines['not seen'],
      },
    });
  };
  return {
    'server/probe': async () => {
      if (isRunning) return fail({ code: 'question-open' });
      isRunning = true;
      try {
        return await probed();
      } finally {
        isRunning = false;
      }
    },
  };
}
