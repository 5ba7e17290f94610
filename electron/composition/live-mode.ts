import { join } from 'node:path';
import { SignInGate } from '../people/sign-in-gate.js';
import { openPreparedStore } from '../store/prepared-store.js';
import { openReportStore } from '../store/report.js';
import { openRequestCache } from '../store/request-cache.js';
import { AuthoritiesError, readAuthorities } from '../cm/authorities.js';
import { CertificateWatch } from '../cm/certificate-watch.js';
import { answerCertificateRequests } from '../cm/client-certificate.js';
import { cmClient, cmConnection, cmSessions } from '../cm/cm-network.js';
import { backupPassphrase } from '../backup/backup-passphrase.js';
import { systemKeyStore } from '../core/key-store.js';
import { liveBackups } from './live-backups.js';
import { liveCollector } from './live-collector.js';
import { holdByOwnHead, liveDesks } from './live-desks.js';
import { livePeople } from './live-people.js';
import { liveToken } from './live-token.js';
import { liveUpdates } from './live-updates.js';
import { createSignIn } from './create-sign-in.js';
import { systemIdentity } from '../sign-in/system-identity.js';
import { openCardStock } from './open-card-stock.js';
import { liveRoles } from './role-deps.js';
import { liveSettingsJournal } from '../settings/settings-journal.js';
import type { Settings } from '../settings/settings.js';
import { locateLiveJournal, openJournalAt, openStationJournal } from '../boot/start-journal.js';
import { StartError } from '../core/start-error.js';
import { storeOrNull, requireStore } from '../store/require-store.js';
import type { BuildStationDeps, ModeDeps } from './mode-deps.js';

/**
 * Makes what only live mode has: the configured server, its people, and the journal and stores on this computer.
 * @throws StartError if the station must not open
 */
export async function liveDeps(options: BuildStationDeps, settings: Settings, server: NonNullable<Settings['server']>): Promise<ModeDeps> {
  const watch = new CertificateWatch(await authoritiesOf(server.extraCa), () => new Date());
  answerCertificateRequests(new URL(server.url), server.clientCertificate);
  const account = await systemIdentity({
    platform: process.platform,
    env: process.env,
    uid: process.getuid?.(),
    account: options.operator,
  });
  const sessions = cmSessions(watch);
  const token = liveToken(server, { watch, log: options.log('sign-in') });
  const signed = token === null ? undefined : token.bearer.attach.bind(token.bearer);
  const network = { base: server.url, prefix: server.prefix, sessions, watch, signed };
  const cm = cmClient(network);
  const files = await locateLiveJournal(options.profile);
  const { folder, path, key, protection, headFile } = files;
  const opened = await openStationJournal(files, () => openJournalAt({ ...options, operator: account.name }, path, key, headFile));
  const { journal } = opened;
  const warnings = await holdByOwnHead(settings.backup, { ...opened, key, station: options.station });
  const gate = new SignInGate(() => performance.now());
  const storeWorker = join(options.mainFolder, 'store-worker.js');
  // Only the open journal proves that no other station uses these files. Each takes a while to open, in its own worker.
  const [stock, people, requestCache, preparedStore, backups, collector, desks, roles] = await Promise.all([
    requireStore(openCardStock(options.mainFolder, folder, key), 'stock.db'),
    livePeople(settings, { profile: options.profile, folder, key, storeWorker, log: options.log, gate }),
    storeOrNull(openRequestCache(storeWorker, { path: join(folder, 'requests.db'), key }), (detail) => {
      options.log('station').error('the list of requests cannot be cached for the next start', { detail });
    }),
    requireStore(openPreparedStore(storeWorker, { path: join(folder, 'prepared.db'), key }), 'prepared.db'),
    liveBackups(settings.backup, { ...options, folder, path, key, storeWorker, log: options.log('backup') }),
    liveCollector(settings.collector, { journal, folder, version: options.version, log: options.log('collector') }),
    liveDesks(settings.backup, { journal, folder, key, station: options.station, log: options.log('desks') }),
    liveRoles(settings, { profile: options.profile, journal, folder, key, server, watch, gate }),
  ]);
  return {
    server: new URL(server.url).host,
    cm,
    connection: cmConnection(network),
    account,
    signIn: createSignIn({ options, server, watch, sessions, token }),
    backups,
    archivePassphrase: async () => (await backupPassphrase(options.profile, systemKeyStore))?.key ?? null,
    collector,
    desks,
    updates: liveUpdates(settings.updates, { version: options.version, log: options.log('updates') }),
    openReports: () => openReportStore(storeWorker, { path, key }),
    roles,
    people,
    journal,
    settingsJournal: liveSettingsJournal(journal),
    preparedStore,
    stock: stock.storage,
    requestCache,
    training: null,
    protection,
    warnings: [...warnings, ...(protection === 'file' ? [{ code: 'journal-key-in-file' as const }] : []), ...stock.warnings],
  };
}

async function authoritiesOf(file: string | undefined): Promise<readonly string[]> {
  if (file === undefined) return [];
  try {
    return await readAuthorities(file);
  } catch (error) {
    if (!(error instanceof AuthoritiesError)) throw error;
    throw new StartError(
      `The certification authorities in server.extraCa cannot be used, so Card Desk was not started.\n\n${error.message}`,
      {
        cause: error,
      },
    );
  }
}
