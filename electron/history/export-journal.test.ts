import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { binding, errors, exampleRequest, recordStep } from '../bindings/bindings.fixture.js';
import { JournalFile } from '../store/journal-file.js';
import { verifyExport } from '../store/verify.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { exportJournal } from './export-journal.js';

/** More than one page of entries. */
const STEPS = 1_100;
let folder: string;
let file: JournalFile;
const journal = { entries: (after: number, limit: number) => Promise.resolve(file.entries(after, limit)) };
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

beforeAll(() => {
  folder = testFolder('export');
  file = new JournalFile({
    path: join(folder, 'journal.db'),
    key: null,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date('2026-01-05T08:00:00.000Z'),
    monotonicMs: () => 42,
  });
  file.note('opened', { version: '1.0.0', mode: 'live' });
  const { bindingId } = binding(1);
  const hostile = { ...exampleRequest, person: { ...exampleRequest.person, name: '=HYPERLINK("http://evil.example"); "Zoë"\nBrand' } };
  file.intend({ ...binding(1), request: hostile });
  for (let step = 3; step < STEPS; step += 1)
    recordStep(file, { bindingId, event: 'submitting', state: { state: 'submitting', attempt: step } });
  recordStep(file, { bindingId, event: 'failed', state: { state: 'refused', error: { ...errors.forbidden, message: 'No right' } } });
});
afterAll(() => {
  file.close();
});

it('the CSV export says who approved as a second person, and why', async () => {
  const { bindingId } = binding(1);
  const approval = {
    approvalId: bindingId,
    approver: 'EXAMPLE\\noor',
    role: 'supervisor' as const,
    refusals: ['person-unresolved'],
    reason: 'known here',
  };
  const out = join(folder, 'approved.csv');
  const own = new JournalFile({
    path: join(folder, 'approved.db'),
    key: null,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date(),
    monotonicMs: () => 42,
  });
  own.intend(binding(1), approval);
  await exportJournal({ entries: (after, limit) => Promise.resolve(own.entries(after, limit)) }, out);
  own.close();
  const [approved] = parse<Record<string, string>>(text('approved.csv'), { bom: true, columns: true });
  expect(approved).toMatchObject({
    event: 'approved',
    operator: 'desk',
    bindingId,
    detail: 'approved by EXAMPLE\\noor (supervisor), in spite of person-unresolved: known here',
  });
});

it('the CSV export says why a request was abandoned, and the result', async () => {
  const { bindingId } = binding(1);
  const own = new JournalFile({
    path: join(folder, 'abandoned.db'),
    ...{ key: null, context: { operator: 'desk', station: 'DESK-01' }, now: () => new Date(), monotonicMs: () => 42 },
  });
  own.intend(binding(1));
  recordStep(own, { bindingId, event: 'answered', state: { state: 'bound', status: 204, smartcardUri: null } });
  const asked = { reason: 'wrong card', at: '2026-01-05T08:00:00.000Z' };
  const sending = { ...asked, state: 'sending' } as const;
  const lost = { ...asked, state: 'unconfirmed', error: errors.timeout, isOver: false } as const;
  own.recordAbandon({ bindingId, from: null, abandon: sending });
  own.recordAbandon({ bindingId, from: sending, abandon: lost });
  own.recordAbandon({
    bindingId,
    from: lost,
    abandon: { ...asked, state: 'not-abandoned', why: 'open', status: 3, error: errors.timeout },
  });
  await exportJournal({ entries: (after, limit) => Promise.resolve(own.entries(after, limit)) }, join(folder, 'abandoned.csv'));
  own.close();
  const rows = parse<Record<string, string>>(text('abandoned.csv'), { bom: true, columns: true });
  expect(rows.slice(2).map(({ event, state, detail }) => [event, state, detail])).toEqual([
    ['abandon-sent', 'bound', 'wrong card'],
    ['abandon-unconfirmed', 'bound', 'wrong card; timeout'],
    ['not-abandoned', 'bound', 'wrong card; open; status 3; timeout'],
  ]);
});

it('the CSV export has a row for each entry, readable by a spreadsheet and never a formula', async () => {
  expect(await exportJournal(journal, join(folder, 'out.CSV'))).toMatchObject({ entries: STEPS });
  const csv = text('out.CSV');
  expect(csv.startsWith('\uFEFFseq,at,operator,station,event,state,detail,')).toBe(true);
  const rows = parse<Record<string, string>>(csv, { bom: true, columns: true });
  expect(rows.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: STEPS }, (_, index) => index + 1));
  expect(rows[0]).toMatchObject({
    event: 'opened',
    detail: 'mode: live; version: 1.0.0',
    person: '',
    operator: 'desk',
    station: 'DESK-01',
  });
  expect(rows[1]).toMatchObject({
    at: '2026-01-05T08:00:00.000Z',
    event: 'intended',
    state: 'intended',
    person: '\'=HYPERLINK("http://evil.example"); "Zoë"\nBrand',
    cardId: binding(1).cardId.text,
    atr: binding(1).atr,
    reader: 'Reader 1',
  });
  expect(rows.at(-1)).toMatchObject({
    event: 'failed',
    state: 'refused',
    detail: 'forbidden: No right',
    hash: file.entries(STEPS - 1, 1)[0]?.hash,
  });
});

it('the JSON export is one array of the entries, each with its hash', async () => {
  await exportJournal(journal, join(folder, 'out.json'));
  const entries = JSON.parse(text('out.json')) as { seq: number; hash: string; event: string }[];
  expect(entries.map(({ seq, hash }) => [seq, hash])).toEqual(file.entries(0, STEPS).map(({ seq, hash }) => [seq, hash]));
  expect(entries.at(-1)).toMatchObject({ event: 'failed', binding: { state: { state: 'refused' } } });
});

it('an export with any other name is the text for an auditor, and nothing partial stays', async () => {
  const { head } = await exportJournal(journal, join(folder, 'out.jsonl'));
  async function* lines(): AsyncGenerator<string> {
    yield* text('out.jsonl').trimEnd().split('\n');
    await Promise.resolve();
  }
  expect(await verifyExport(lines())).toEqual({ entries: STEPS, head, archived: [], findings: [] });
  await expect(exportJournal(journal, join(folder, 'no', 'such.csv'))).rejects.toThrow(/ENOENT/);
  expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
});

it.runIf(process.platform === 'win32' || Reflect.has(globalThis, Symbol.for('card-desk.open-files')))(
  'an export over a file that is open elsewhere explains the error and leaves all files unchanged',
  async () => {
    const file = join(folder, 'open.csv');
    writeFileSync(file, 'old');
    // Windows replaces no open file.
    const other = openSync(file, 'r');
    try {
      await expect(exportJournal(journal, file)).rejects.toThrow(/open\.csv is open in another program.*Close it there, then try again/);
    } finally {
      closeSync(other);
    }
    expect(text('open.csv')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  },
);

it('the export of an empty journal is complete, too', async () => {
  const empty = { entries: () => Promise.resolve([]) };
  await exportJournal(empty, join(folder, 'out.json'));
  expect(JSON.parse(text('out.json'))).toEqual([]);
  await exportJournal(empty, join(folder, 'out.csv'));
  expect(parse(text('out.csv'), { bom: true })).toHaveLength(1);
});

it('the export marks archived entries in every format', async () => {
  const entries = [
    { seq: 1, body: '{}', previousHash: '0'.repeat(64), hash: 'a'.repeat(64), archivedBy: 2 },
    {
      seq: 2,
      body: file.entries(1, 1)[0]?.body ?? '',
      previousHash: 'a'.repeat(64),
      hash: 'b'.repeat(64),
    },
  ];
  const archived = { entries: (after: number) => Promise.resolve(entries.slice(after)) };
  for (const name of ['archived.csv', 'archived.json', 'archived.jsonl']) await exportJournal(archived, join(folder, name));
  const [row] = parse<Record<string, string>>(text('archived.csv'), { bom: true, columns: true });
  expect(row).toMatchObject({
    seq: '1',
    event: 'archived',
    operator: '',
    hash: 'a'.repeat(64),
    detail: 'The text is in the archive that entry 2 names',
  });
  expect(JSON.parse(text('archived.json'))).toMatchObject([{ seq: 1, archivedBy: 2, hash: 'a'.repeat(64) }, { seq: 2 }]);
  const [line] = text('archived.jsonl').split('\n');
  expect(JSON.parse(line ?? '')).toEqual({ seq: 1, archivedBy: 2, previousHash: '0'.repeat(64), hash: 'a'.repeat(64) });
});
