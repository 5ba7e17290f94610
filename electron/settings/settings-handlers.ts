import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ConnectionReport } from '../../shared/connection-test.js';
import type { Language } from '../../shared/preferences.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { SettingChange, SettingsSaved } from '../../shared/settings-draft.js';
import type { Handlers } from '../core/answer-call.js';
import type { ConfirmGate } from '../bindings/confirm-gate.js';
import { apiAddress } from '../cm/address.js';
import { hashPinAsync } from '../kiosk/pin.js';
import { readAuthorities } from '../cm/authorities.js';
import type { DraftServer } from '../composition/draft-connection.js';
import type { SystemDialogs } from '../app/system-dialogs.js';
import { draftSettings, settingFields, type SettingsDraft } from './settings-draft.js';
import { readSettings, type SettingsFiles, type SettingsOutcome } from './settings-files.js';
import type { SettingsJournal } from './settings-journal.js';
import { describeProblem } from './settings-problems.js';
import { saveQuestion, testQuestion } from './settings-question.js';
import { prepareSettings } from './settings-writing.js';
import { valueAt } from './settings-tree.js';
import type { Settings } from './settings.js';

type SettingsCalls = 'settings/form' | 'settings/check' | 'settings/save' | 'server/testDraft';

/** Dependencies of the handlers that change the settings. */
export interface SettingsDeps {
  readonly files: SettingsFiles;
  readonly journal: SettingsJournal;
  /** Tests the connection to a server after a person's consent. */
  readonly testServer: (draft: DraftServer) => Promise<ConnectionReport>;
  /** Restarts the station after the call was answered. */
  readonly restart: () => void;
}

export interface SettingsHandlersDeps extends SettingsDeps {
  /** The settings that the station runs with. */
  readonly running: Settings;
  readonly dialogs: Pick<SystemDialogs, 'ask'>;
  readonly language: () => Language;
  readonly gate: Pick<ConfirmGate, 'close' | 'open'>;
}

type ReadSettings = Extract<SettingsOutcome, { outcome: 'read' }>;

/**
 * Answers the settings form's calls. The page alone cannot change a setting or have a server called: main asks a person first,
 * in a system dialog with its own text.
 */
export function settingsHandlers(deps: SettingsHandlersDeps): Pick<Handlers, SettingsCalls> {
  const { files, language } = deps;
  let isAsking = false;
  let isRestarting = false;
  /** The server draft that a person last allowed. */
  let allowed = '';

  const read = (): Result<ReadSettings> => {
    const outcome = readSettings(files);
    if (outcome.outcome === 'read') return ok(outcome);
    return fail({ code: 'settings-broken', detail: outcome.problems.map(describeProblem).join('\n').slice(0, 4_000) });
  };
  /** Only one dialog at a time, whatever the page calls. */
  const alone = async <T>(work: () => Promise<Result<T>>): Promise<Result<T>> => {
    if (isRestarting) return fail({ code: 'restarting' });
    if (isAsking) return fail({ code: 'question-open' });
    isAsking = true;
    try {
      return await work();
    } finally {
      isAsking = false;
    }
  };
  const save = async (changes: readonly SettingChange[]): Promise<Result<SettingsSaved>> => {
    const before = read();
    if (!before.ok) return before;
    const draft = draftSettings(before.value, changes);
    if (draft.settings === null) return invalid(draft);
    if (draft.changed.length === 0) return ok({ outcome: 'unchanged' });
    const movesServer = addressOf(draft.settings) !== addressOf(deps.running);
    const settled = async (): Promise<Result<null>> => {
      const count = movesServer ? await deps.journal.unsettled() : 0;
      return count === 0 ? ok(null) : fail({ code: 'bindings-unsettled', count });
    };
    const mayMove = await readingJournal(settled);
    if (!mayMove.ok) return mayMove;
    if (!(await deps.dialogs.ask(saveQuestion(language(), draft.changed)))) return ok({ outcome: 'declined' });
    await deps.gate.close();
    try {
      const now = read();
      if (!now.ok) return now;
      if (!isDeepStrictEqual(now.value.written, before.value.written)) return fail({ code: 'settings-moved' });
      const stillMay = await readingJournal(settled);
      if (!stillMay.ok) return stillMay;
      const usable = await usableFiles(draft);
      if (!usable.ok) return usable;
      const written = await write(now.value, changes);
      isRestarting = written.ok;
      return written;
    } finally {
      if (!isRestarting) deps.gate.open();
    }
  };
  const write = async (before: ReadSettings, changes: readonly SettingChange[]): Promise<Result<SettingsSaved>> => {
    const pin = changes.findLast((change) => change.change === 'pin')?.pin;
    const { user, settings, changed } = draftSettings(before, changes, pin === undefined ? undefined : await hashPinAsync(pin));
    const keys = changed.map(({ key }) => key);
    const goesLive = settings?.server !== undefined;
    try {
      const prepared = await prepareSettings(files.user, user);
      try {
        await deps.journal.note('settings-changed', keys, goesLive);
      } catch (error) {
        await prepared.drop();
        return fail({ code: 'journal-failed', detail: detailOf(error) });
      }
      try {
        await prepared.put();
      } catch (error) {
        await prepared.drop();
        await deps.journal.note('settings-not-changed', keys, goesLive);
        throw error;
      }
    } catch (error) {
      return fail({ code: 'settings-not-written', file: files.user, detail: detailOf(error) });
    }
    deps.restart();
    return ok({ outcome: 'saved', keys });
  };
  return {
    'settings/form': () => {
      const now = read();
      return Promise.resolve(now.ok ? ok({ fields: settingFields(now.value), files: { system: files.system, user: files.user } }) : now);
    },
    'settings/check': ({ changes }) => {
      const now = read();
      return Promise.resolve(now.ok ? ok({ problems: [...draftSettings(now.value, changes).problems] }) : now);
    },
    'settings/save': ({ changes }) => alone(() => save(changes)),
    'server/testDraft': ({ changes }) =>
      alone(async () => {
        const now = read();
        if (!now.ok) return now;
        const draft = draftSettings(
          now.value,
          changes.filter((change) => change.change !== 'pin' && change.key.startsWith('server.')),
        );
        if (draft.settings === null) return invalid(draft);
        const { server } = draft.settings;
        if (server === undefined) return fail({ code: 'settings-invalid', keys: ['server.url'] });
        const wanted = JSON.stringify(server);
        if (wanted !== allowed && !(await deps.dialogs.ask(testQuestion(language(), apiAddress(server.url, server.prefix)))))
          return ok(null);
        allowed = wanted;
        // Files named by the page are not read before a person's consent.
        const authorities = await authoritiesOf(server.extraCa);
        return authorities.ok ? ok(await deps.testServer({ server, authorities: authorities.value })) : authorities;
      }),
  };
}

/** Returns the CM service's address in the settings; null: none. */
function addressOf({ server }: Settings): string | null {
  return server === undefined ? null : apiAddress(server.url, server.prefix);
}

function invalid({ problems }: SettingsDraft): Result<never> {
  return fail({ code: 'settings-invalid', keys: [...new Set(problems.map(({ key }) => key.slice(0, 200)))] });
}

/** Checks that changed files can be read; otherwise the station would not open, or would know no one's name. */
async function usableFiles({ changed, settings }: SettingsDraft): Promise<Result<null>> {
  const looks: readonly (readonly [key: string, look: (file: string) => Promise<unknown>])[] = [
    ['server.extraCa', readAuthorities],
    ['people.directory.extraCa', readAuthorities],
    ['roster', (file) => access(file, constants.R_OK)],
  ];
  for (const [key, look] of looks) {
    const file = valueAt(settings, key.split('.'));
    if (typeof file !== 'string' || !changed.some((one) => one.key === key)) continue;
    try {
      await look(file);
    } catch (error) {
      return fail({ code: 'settings-file', key, detail: detailOf(error) });
    }
  }
  return ok(null);
}

async function authoritiesOf(file: string | undefined): Promise<Result<readonly string[]>> {
  try {
    return ok(file === undefined ? [] : await readAuthorities(file));
  } catch (error) {
    return fail({ code: 'settings-file', key: 'server.extraCa', detail: detailOf(error) });
  }
}

async function readingJournal(work: () => Promise<Result<null>>): Promise<Result<null>> {
  try {
    return await work();
  } catch (error) {
    return fail({ code: 'journal-unreadable', detail: detailOf(error) });
  }
}

function detailOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 2_000);
}
