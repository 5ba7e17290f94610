import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openPreparedStore } from '../store/prepared-store.js';
import { openReportStore } from '../store/report.js';
import { CertificateWatch } from '../cm/certificate-watch.js';
import { cmClient, cmConnection, cmSessions } from '../cm/cm-network.js';
import { openCardStock } from './open-card-stock.js';
import { trainingRoles } from './role-deps.js';
import { trainingSettingsJournal } from '../settings/settings-journal.js';
import type { Settings } from '../settings/settings.js';
import { openJournalAt, openLiveJournal } from '../boot/start-journal.js';
import { requireStore } from '../store/require-store.js';
import type { BuildStationDeps, ModeDeps } from './mode-deps.js';

/** Training mode is independent: it does not touch the configured server, the roster or the live journal. */
export async function trainingDeps(options: BuildStationDeps, settings: Settings): Promise<ModeDeps> {
  const { startTraining } = await import('../training/training.js');
  const training = await startTraining({ readers: settings.training.readers, now: () => new Date() });
  const watch = new CertificateWatch([], () => new Date());
  const folder = join(options.profile, 'training');
  // The training service loses all its data when the station closes, so its bindings must not be stored either.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const network = { base: training.origin, prefix: training.prefix, sessions: cmSessions(watch) };
  const at = { path: join(folder, 'journal.db'), key: null };
  const journal = await requireStore(openJournalAt(options, at.path, at.key));
  return {
    server: new URL(training.origin).host,
    cm: cmClient({ ...network, watch }),
    connection: cmConnection({ ...network, watch }),
    people: training.people,
    journal,
    settingsJournal: trainingSettingsJournal({
      own: journal,
      isThere: () => existsSync(join(options.profile, 'journal', 'journal.db')),
      openLive: () => openLiveJournal(options),
    }),
    requestCache: null,
    preparedStore: await requireStore(
      openPreparedStore(join(options.mainFolder, 'store-worker.js'), { path: join(folder, 'prepared.db'), key: null }),
      'prepared.db',
    ),
    stock: (await requireStore(openCardStock(options.mainFolder, folder, null), 'stock.db')).storage,
    training,
    protection: 'none',
    warnings: [],
    account: { name: options.operator, source: 'account' },
    signIn: null,
    backups: null,
    archivePassphrase: () => Promise.resolve(null),
    collector: null,
    desks: null,
    updates: null,
    openReports: () => openReportStore(join(options.mainFolder, 'store-worker.js'), at),
    roles: await trainingRoles(settings, folder),
  };
}
