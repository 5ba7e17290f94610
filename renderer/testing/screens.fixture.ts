import { inject } from 'vitest';
import type { BackupReport } from '../../shared/backup.js';
import type { BindingView } from '../../shared/bindings.js';
import type { DeskHealth, Desks } from '../../shared/desks.js';
import type { Diagnostics } from '../../shared/diagnostics.js';
import type { HistoryEntry } from '../../shared/history.js';
import type { SettingsReport } from '../../shared/settings-report.js';
import type { StockCard } from '../../shared/stock.js';
import type { Answers } from './bridge.fixture.js';
import { ago, binding, bound, cardId, guid, refused } from './example.fixture.js';

const HASH = 'c0ffee00'.repeat(8);

/** Bindings in the journal: a refused one, and before it an accepted one. */
export const inHistory: readonly BindingView[] = [
  binding(1, refused, { confirmedAt: ago(5) }),
  binding(0, bound, { confirmedAt: ago(30) }),
];

/** Returns the journal entries of a binding. */
export function entriesOf({ bindingId, state }: BindingView): HistoryEntry[] {
  const at = (seq: number, event: string, said: HistoryEntry['state']): HistoryEntry => ({
    ...{
      seq,
      at: ago(30 - seq),
      operator: 'EXAMPLE\\desk',
      station: 'DESK-1',
      event,
      state: said,
      care: null,
      abandon: null,
      approval: null,
    },
    hash: bindingId.replaceAll('-', '').repeat(2),
  });
  return [at(1, 'intended', { state: 'intended' }), at(2, 'submitting', { state: 'submitting', attempt: 1 }), at(3, 'answered', state)];
}

const backup: BackupReport = {
  ...{ state: 'on', folder: '/mnt/backup', running: false, failure: null, nextAt: ago(-60), passphrase: 'file' },
  lastGood: { at: ago(60), name: 'card-desk-1.backup', sizeBytes: 65_536, entries: 12, head: HASH, kept: 3 },
};

const diagnostics: Diagnostics = {
  ...{ versions: { 'Card Desk': '0.1.0', Electron: '25.1.1' }, station: 'DESK-1', operator: 'EXAMPLE\\desk', startedAt: ago(90) },
  ...{ memoryBytes: 200_000_000, profile: '/home/desk/.config/Card Desk', backup, log: ['[info] the station is open'] },
  timings: [{ call: 'bind', count: 2, failures: 1, lastMs: 20, medianMs: 21, slowestMs: 40 }],
  collector: { state: 'on', host: 'siem.example.org', taken: 9, takenAt: ago(40), failure: 'The connection was lost' },
  journal: { entries: 12, head: HASH, bindings: 2, unsettled: 0, sizeBytes: 65_536, protection: 'none', unreadable: [] },
  leftOut: { requests: 2, values: [{ what: 'requests/changed', count: 1 }] },
};

const deskHealth: DeskHealth = {
  ...{ program: '0.1.0', readers: 2, cardService: 'up', server: 'up', unsettled: 1, backup: 'on', lastBackupAt: ago(60) },
};
const desks: Desks = {
  ...{ state: 'on', folder: '/mnt/backup', lookedAt: ago(1), failure: null, unreadable: [] },
  desks: [
    { station: 'DESK-1', isThis: true, at: ago(1), entries: 12, head: HASH, health: deskHealth, contradiction: null },
    { station: 'DESK-2', isThis: false, at: ago(4), entries: 9, head: HASH, health: deskHealth, contradiction: 'went-back' },
  ],
};

const settings: SettingsReport = {
  files: [{ origin: 'user', path: '/home/desk/settings.json', there: true }],
  values: [
    { key: 'pollSeconds', value: '30', origin: 'default', locked: false },
    { key: 'server.url', value: '"https://cm.example.org"', origin: 'system', locked: true },
  ],
  overruled: ['server.url'],
};

const stockCards: readonly StockCard[] = (['in-stock', 'used', 'lost'] as const).map((status, index) => ({
  ...{ stockId: index + 1, raw: cardId(index).raw, windowsGuid: cardId(index).text, serial: `SN-${String(index + 1)}`, box: 'Box 1' },
  ...{ location: 'Zoë', status, changedAt: ago(100), reason: status === 'lost' ? 'fell behind the cupboard' : '' },
}));

/** Answers of the main process when each screen opens, with content on every screen. */
export const everyScreen = (): Answers => ({
  'history/search': ({ states, text }) => {
    const bindings = inHistory.filter(
      ({ state, request: { person } }) =>
        (states.length === 0 || states.includes(state.state)) &&
        (text === '' || (person.state === 'resolved' && text.split(' ').every((word) => person.name.toLowerCase().includes(word)))),
    );
    return { ok: true, value: { bindings, next: null, total: bindings.length } };
  },
  'history/entries': ({ bindingId }) => ({
    ok: true,
    value: inHistory.filter((one) => one.bindingId === bindingId).flatMap(entriesOf),
  }),
  'diagnostics/read': { ok: true, value: diagnostics },
  'desks/read': { ok: true, value: desks },
  'settings/read': { ok: true, value: settings },
  'settings/form': { ok: true, value: inject('settingsForm') },
  'settings/check': { ok: true, value: { problems: [] } },
  'stock/search': { ok: true, value: { cards: [...stockCards], next: null, total: stockCards.length } },
  'stock/places': { ok: true, value: { places: [{ location: 'Zoë', box: 'Box 1', left: 1, total: 3 }], isWhole: true } },
  'prepared/overview': {
    ok: true,
    value: {
      folder: { state: 'watched', path: '/srv/prepared' },
      files: [
        {
          ...{ name: 'cards.csv', hasGone: false, problems: [] },
          taken: { origin: 'folder', at: ago(20), counts: { done: 1, 'no-request': 1 }, total: 2, neverPresented: 1 },
        },
        { name: 'wrong.csv', taken: null, hasGone: false, problems: [{ line: 2, column: 'card', code: 'no-target', value: '' }] },
      ],
    },
  },
  'prepared/search': {
    ok: true,
    value: {
      rows: [
        {
          assignment: { file: 'cards.csv', line: 2, card: cardId(1).text, requestId: guid(0x201), person: [], template: null },
          outcome: { outcome: 'no-request' },
          presentedAt: null,
        },
      ],
      total: 1,
    },
  },
  'report/read': ({ after }) => ({
    ok: true,
    value: {
      station: 'DESK-1',
      rows:
        after > 0
          ? []
          : inHistory.map((one) => ({
              ...{ bindingId: one.bindingId, confirmedAt: one.confirmedAt, confirmedBy: 'EXAMPLE\\desk', person: 'Noor van der Velden' },
              ...{ profileTemplate: 'Smart Card Logon', requestId: one.request.requestId, cardId: one.cardId.text },
              ...{ state: one.state, stateAt: one.confirmedAt, stateBy: 'EXAMPLE\\desk', care: null, abandoning: null },
            })),
      notes: [],
      next: null,
    },
  }),
});
