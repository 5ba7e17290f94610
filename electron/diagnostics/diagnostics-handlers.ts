import type { BackupReport } from '../../shared/backup.js';
import type { CollectorReport } from '../../shared/collector.js';
import type { ConnectionReport } from '../../shared/connection-test.js';
import type { Diagnostics, LeftOut } from '../../shared/diagnostics.js';
import { fail, ok } from '../../shared/result.js';
import type { Reader } from '../../shared/readers.js';
import type { RequestView } from '../../shared/requests.js';
import type { SettingsReport } from '../../shared/settings-report.js';
import type { Handlers } from '../core/answer-call.js';
import { writeFileAtomically } from '../core/files.js';
import type { CmClient } from '../cm/client.js';
import { connectionReport, type Connection } from '../cm/connection-report.js';
import type { Journal } from '../store/journal.js';
import { exportedEntry, exportedHead, verifyExport } from '../store/verify.js';
import { FIRST_PREVIOUS_HASH } from '../store/chain.js';
import type { CallTimings } from '../cm/call-timings.js';
import { logTail } from './log-tail.js';
import type { SystemDialogs } from '../app/system-dialogs.js';
import { supportBundle } from './support-bundle.js';

type DiagnosticsCalls =
  'server/testConnection' | 'diagnostics/read' | 'diagnostics/checkJournal' | 'diagnostics/saveBundle' | 'settings/read';

/** Facts for Diagnostics about the machine and the station's composition. */
export interface DiagnosticsDeps {
  readonly versions: Readonly<Record<string, string>>;
  readonly station: string;
  readonly profile: string;
  readonly home: string;
  readonly logFile: string;
  readonly protection: Diagnostics['journal']['protection'];
  readonly memoryBytes: () => number;
  /** Returns random bytes for one support bundle. */
  readonly newSalt: () => Buffer;
  readonly settings: SettingsReport;
  /** Personal data and secrets in the settings, which the report must not contain. */
  readonly withheld: readonly string[];
  readonly timings: CallTimings;
  /** Connection to the CM service. */
  readonly connection: Connection;
}

export interface DiagnosticsHandlersDeps extends DiagnosticsDeps {
  readonly journal: Pick<Journal, 'health' | 'entries' | 'search' | 'unreadable'>;
  readonly cm: CmClient;
  readonly dialogs: SystemDialogs;
  readonly readers: () => readonly Reader[];
  readonly requests: () => readonly RequestView[];
  readonly backup: () => BackupReport;
  readonly collector: () => CollectorReport;
  readonly leftOut: () => LeftOut;
  /** The current operator. */
  readonly operator: () => string;
  readonly now: () => Date;
}

/** Entries read at a time. */
const PAGE = 1_000;
/** Maximum number of findings to show for an invalid journal: after the first ones everything differs. */
const FINDINGS = 20;

/** Handles the calls of the Diagnostics and Settings screens. */
export function diagnosticsHandlers(deps: DiagnosticsHandlersDeps): Pick<Handlers, DiagnosticsCalls> {
  const { journal, dialogs, now } = deps;
  const startedAt = now().toISOString();
  const read = async (): Promise<Diagnostics> => ({
    versions: { ...deps.versions },
    station: deps.station,
    operator: deps.operator(),
    startedAt,
    memoryBytes: deps.memoryBytes(),
    profile: deps.profile,
    timings: deps.timings.report(),
    journal: { ...(await journal.health()), protection: deps.protection, unreadable: [...(await journal.unreadable())] },
    backup: deps.backup(),
    collector: deps.collector(),
    leftOut: deps.leftOut(),
    log: await logTail(deps.logFile),
  });
  let trying: Promise<ConnectionReport> | null = null;
  return {
    // The list may be long, so simultaneous tests share one request.
    'server/testConnection': async () => {
      trying ??= connectionReport(deps.cm, deps.connection).finally(() => {
        trying = null;
      });
      return ok(await trying);
    },
    'settings/read': () => Promise.resolve(ok(deps.settings)),
    'diagnostics/read': async () => ok(await read()),
    'diagnostics/checkJournal': async () => {
      const { entries, head, findings } = await verifyExport(linesOf(journal));
      return ok({ entries, head, findings: findings.slice(0, FINDINGS).map(({ seq, problem }) => ({ seq, problem })) });
    },
    'diagnostics/saveBundle': async () => {
      const madeAt = now().toISOString();
      const file = await dialogs.chooseFile({
        defaultName: `card-desk-support-${madeAt.slice(0, 19).replaceAll(':', '-')}.json`,
        kinds: [{ name: 'JSON', extension: 'json' }],
      });
      if (file === null) return ok({ file: null });
      const { bindings } = await journal.search({ text: '', from: null, to: null, states: [], outcomes: [], before: null });
      const text = await supportBundle(
        {
          madeAt,
          diagnostics: await read(),
          settings: deps.settings,
          withheld: deps.withheld,
          readers: deps.readers(),
          bindings,
          requests: deps.requests(),
          home: deps.home,
        },
        deps.newSalt(),
      );
      try {
        await writeFileAtomically(file, text);
      } catch (error) {
        return fail({ code: 'file-failed', detail: error instanceof Error ? error.message : String(error) });
      }
      return ok({ file });
    },
  };
}

/** Yields the journal line by line in the auditor's format. */
async function* linesOf(journal: Pick<Journal, 'entries'>): AsyncGenerator<string> {
  let entries = 0;
  let head = FIRST_PREVIOUS_HASH;
  for (;;) {
    const page = await journal.entries(entries, PAGE);
    for (const entry of page) {
      yield exportedEntry(entry);
      head = entry.hash;
    }
    entries += page.length;
    if (page.length < PAGE) break;
  }
  yield exportedHead(entries, head);
}
