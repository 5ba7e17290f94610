import { expect, it } from 'vitest';
import { binding, errors } from '../bindings/bindings.fixture.js';
import { supportBundle, type BundleFacts } from './support-bundle.js';

const one = binding(1, { state: 'refused', error: { ...errors.forbidden, message: 'Noor van der Velden (nvelden) may not have a card' } });
const other = binding(2);
const facts: BundleFacts = {
  madeAt: '2026-03-02T12:00:00.000Z',
  home: '/home/jdoe',
  diagnostics: {
    versions: { electron: '45.0.0' },
    station: 'DESK-01',
    operator: 'jdoe',
    startedAt: '2026-03-02T08:00:00.000Z',
    memoryBytes: 1,
    profile: '/home/jdoe/.config/Card Desk',
    timings: [],
    journal: { entries: 1, head: 'a'.repeat(64), bindings: 1, unsettled: 0, sizeBytes: 1, protection: 'system', unreadable: [] },
    backup: { state: 'off' },
    collector: { state: 'off' },
    leftOut: { requests: 0, values: [] },
    log: [
      `2026-03-02 warn [station] something about nvelden and ${one.cardId.text}`,
      '2026-03-02 warn [people] CN=Reader,DC=example was refused; EXAMPLE\\boss asked',
      '2026-03-02 info [main] the station is open',
    ],
  },
  withheld: ['EXAMPLE\\boss', 'CN=Reader,DC=example'],
  settings: { files: [{ origin: 'user', path: '/home/jdoe/settings.json', there: true }], values: [], overruled: [] },
  readers: [
    {
      readerId: 'Reader 1',
      name: 'Reader 1',
      kind: 'pcsc',
      state: { state: 'card', presentationId: 1, atr: one.atr, identification: { state: 'identified', cardId: one.cardId } },
    },
  ],
  bindings: [one, { ...other, request: { ...other.request, comment: 'for the new colleague' } }],
  requests: [one.request],
};
const text = await supportBundle(facts, Buffer.from('salt'));

it('a support bundle contains no name, account, card, request or comment, not even in log lines or server messages', () => {
  for (const secret of [
    'boss',
    'CN=Reader',
    'Noor',
    'Velden',
    'nvelden',
    '10231',
    'jdoe',
    one.cardId.text,
    one.cardId.raw,
    one.request.requestId,
    one.bindingId,
    'new colleague',
    'Facility',
  ]) {
    expect(text).not.toContain(secret);
  }
});

it('a support bundle contains what support needs, with equal hashes for equal texts', () => {
  expect(text).toContain('"electron": "45.0.0"');
  expect(text).toContain('"name": "Reader 1"');
  expect(text).toContain('Smart Card Logon');
  expect(text).toContain(one.atr);
  expect(text).toContain('the station is open');
  const parsed = JSON.parse(text) as {
    readers: { state: { identification: { cardId: { text: string } } } }[];
    bindings: { cardId: { text: string } }[];
    diagnostics: { log: string[] };
  };
  const inReader = parsed.readers[0]?.state.identification.cardId.text ?? '';
  expect(inReader).toMatch(/^#[0-9a-f]{12}$/);
  expect(parsed.bindings[0]?.cardId.text).toBe(inReader);
  expect(parsed.diagnostics.log[0]).toContain(inReader);
});

it('a support bundle cannot be compared with another', async () => {
  expect(await supportBundle(facts, Buffer.from('other'))).not.toBe(text);
});

it('making a support bundle yields to other work, however many requests there are', async () => {
  const requests = Array.from({ length: 100_000 }, (_, index) => ({
    ...one.request,
    requestId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    person: { ...one.request.person, name: `Person ${String(index)}`, account: `account${String(index)}` },
  }));
  let turns = 0;
  let isDone = false;
  const other = (): void => {
    turns += 1;
    if (!isDone) setImmediate(other);
  };
  setImmediate(other);
  const log = Array.from(
    { length: 500 },
    (_, index) => `2026-03-02 warn [station] about account${String(index * 7)} and Person ${String(index)}`,
  );
  const long = await supportBundle({ ...facts, requests, diagnostics: { ...facts.diagnostics, log } }, Buffer.from('salt'));
  isDone = true;
  expect(long).not.toMatch(/account\d|Person \d/);
  // Work of 100,000 steps that yields every few milliseconds.
  expect(turns).toBeGreaterThan(10);
}, 60_000);
