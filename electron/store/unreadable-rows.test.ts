import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HistoryQuery } from '../../shared/history.js';
import { binding, guid, recordStep } from '../bindings/bindings.fixture.js';
import { testFolder } from '../core/test-folder.fixture.js';
import { openDatabase } from './database.js';
import { JournalFile } from './journal-file.js';
import type { Run } from './run-records.js';
import { ReportFile } from './report-file.js';
import { ChainCheck } from './verify.js';

let path: string;
beforeEach(() => {
  path = join(testFolder('unreadable-rows'), 'journal.db');
});

const open = (): JournalFile =>
  new JournalFile({
    path,
    key: null,
    context: { operator: 'desk', station: 'DESK-01' },
    now: () => new Date('2026-01-05T08:00:00.000Z'),
    monotonicMs: () => 0,
  });

/** Three bindings: 1 is bound (entries 1 and 2), 2 and 3 are open (entries 3 and 4); the card of 2 has slip 7. */
function threeBindings(): void {
  const journal = open();
  journal.intend(binding(1));
  recordStep(journal, { bindingId: guid(1), event: 'answered', state: { state: 'bound', status: 204, smartcardUri: null } });
  journal.intend({ ...binding(2), slipNumber: 7 });
  journal.intend(binding(3));
  journal.close();
}

/** Changes the closed file by SQL. */
function damage(sql: string): void {
  const file = openDatabase(path, null);
  file.exec('DROP TRIGGER entries_are_never_changed');
  file.exec(sql);
  file.close();
}

/** Everything that the journal must not change. */
function stored(): unknown {
  const file = openDatabase(path, null);
  const rows = [
    file.prepare('SELECT binding_id, request_id, card_id, claims, settled, view FROM bindings ORDER BY first_seq').all(),
    file.prepare('SELECT seq, body, hash FROM entries ORDER BY seq').all(),
  ];
  file.close();
  return rows;
}

const view = (what: string): string => `UPDATE bindings SET view = ${what} WHERE binding_id = '${guid(2)}'`;
const body = (what: string, seq = 3): string => `UPDATE entries SET body = ${what} WHERE seq = ${String(seq)}`;
const CUT = 'substr(view, 1, 40)';

/** The row of binding 2, whose intent is entry 3. */
const known = { entry: 3, isPairKnown: true, isSettled: false, slipNumber: 7 };
const everything: HistoryQuery = { text: '', from: null, to: null, states: [], outcomes: [], before: null };
const others = [guid(1), guid(3)];

const damages: readonly (readonly [string, sql: string, unreadable: readonly object[]])[] = [
  ['its text is cut', view(CUT), [{ ...known, slipNumber: null }]],
  ['its text is empty', view("''"), [{ ...known, slipNumber: null }]],
  ['its state is one of a newer version', view('json_set(view, \'$.state\', json(\'{"state":"revived"}\'))'), [known]],
  ['it has a field of a newer version', view("json_set(view, '$.mood', 'good')"), [known]],
  ['a field is of the wrong type', view("json_set(view, '$.readerName', 5)"), [known]],
  ['it is about another request than its columns', view(`json_set(view, '$.request.requestId', '${guid(77)}')`), [known]],
  [
    'its columns are about another card than its entry',
    `${view(CUT)}; UPDATE bindings SET card_id = '${guid(77)}' WHERE binding_id = '${guid(2)}'`,
    [{ ...known, isPairKnown: false, slipNumber: null }],
  ],
  ['its entry is cut too', `${view(CUT)}; ${body('substr(body, 1, 40)')}`, [{ ...known, isPairKnown: false, slipNumber: null }]],
  [
    'its entry is of a newer version, and its hash is not the text’s',
    `${view(CUT)}; ${body("json_set(body, '$.event', 'conceived')")}`,
    [{ ...known, isPairKnown: false, slipNumber: null }],
  ],
  [
    'it no longer claims request and card',
    `${view(CUT)}; UPDATE bindings SET claims = 0, settled = 1`,
    [{ ...known, slipNumber: null, isSettled: true }],
  ],
];

describe('a binding whose row cannot be read', () => {
  it.each(damages)(
    'because %s: the journal opens with the others, request and card are not bound again, and the row is not changed',
    (_what, sql, unreadable) => {
      threeBindings();
      damage(sql);
      const before = stored();
      const journal = open();
      expect(journal.unreadable()).toEqual(unreadable);
      expect(journal.newest(10).map(({ bindingId }) => bindingId)).toEqual([...others].reverse());
      expect(journal.search(everything)).toMatchObject({ bindings: [{ bindingId: guid(3) }, { bindingId: guid(1) }], unreadable: 1 });
      expect(journal.find(guid(2))).toBeNull();

      // The row's request and card are not bound again; others are, unless they may be this row's.
      const isPairKnown = unreadable.every((row) => 'isPairKnown' in row && row.isPairKnown === true);
      const about = { outcome: 'unreadable', by: { entry: 3, isPairKnown } };
      expect(journal.intend({ ...binding(4), request: binding(2).request })).toMatchObject(about);
      expect(journal.intend({ ...binding(4), cardId: binding(2).cardId })).toMatchObject(about);
      expect(journal.intend(binding(4))).toMatchObject(isPairKnown ? { outcome: 'written' } : about);
      const pair = { requestId: binding(5).request.requestId, cardId: binding(5).cardId.text };
      expect(journal.unreadableAbout(pair)).toEqual(isPairKnown ? null : expect.objectContaining({ entry: 3 }));
      journal.close();
      const [rows, entries] = stored() as [object[], object[]];
      expect([rows.slice(0, 3), entries.slice(0, 4)]).toEqual(before);
    },
  );

  it('that is settled and old is found when its request or card is bound, and reported from then on', () => {
    threeBindings();
    const journal = open();
    for (let number = 10; number < 70; number += 1) {
      journal.intend(binding(number));
      recordStep(journal, { bindingId: guid(number), event: 'found', state: { state: 'bound', status: 'found', smartcardUri: null } });
    }
    journal.close();
    damage(`UPDATE bindings SET view = json_set(view, '$.readerName', 5) WHERE binding_id = '${guid(1)}'`);
    const again = open();
    expect(again.unreadable()).toEqual([]);
    expect(again.intend({ ...binding(4), cardId: binding(1).cardId })).toMatchObject({ outcome: 'unreadable', by: { entry: 1 } });
    expect(() => again.claimOf({ cardId: binding(1).cardId.text })).toThrow('cannot be read');
    expect(again.claimsOf({ requestIds: [], cardIds: [binding(1).cardId.text, binding(3).cardId.text] })).toMatchObject([
      { bindingId: guid(3) },
    ]);
    expect(again.unreadable()).toMatchObject([{ entry: 1, isSettled: true }]);
    again.close();
  });

  it('whose check is due does not prevent the check of the next binding', () => {
    threeBindings();
    const journal = open();
    recordStep(journal, { bindingId: guid(3), event: 'found', state: { state: 'bound', status: 'found', smartcardUri: null } });
    journal.close();
    damage(`UPDATE bindings SET view = ${CUT} WHERE binding_id = '${guid(1)}'`);
    const again = open();
    const later = '2026-01-06T08:00:00.000Z';
    expect(again.dueForCare({ now: later, boundBefore: later, tooFarAhead: '2027-01-01T00:00:00.000Z' })?.bindingId).toBe(guid(3));
    again.close();
  });
});

describe('an unreadable entry', () => {
  const period = { from: '2026-01-05T00:00:00.000Z', to: '2026-01-06T00:00:00.000Z', after: 0 };

  it.each([
    ['is cut, as the last one', body('substr(body, 1, 40)', 4)],
    ['is cut, in the middle', body('substr(body, 1, 40)', 2)],
    ['is of an event that only a newer version knows', body("json_set(body, '$.event', 'conceived')", 2)],
  ])('because it %s hides no binding, and the chain shows where it is broken', (_what, sql) => {
    threeBindings();
    damage(sql);
    const journal = open();
    expect(journal.unreadable()).toEqual([]);
    expect(journal.newest(10)).toHaveLength(3);
    expect(journal.intend(binding(4))).toMatchObject({ outcome: 'written' });
    journal.note('opened', { version: '1.0.0', mode: 'live' });
    expect(journal.lastNote('opened')).toEqual({ version: '1.0.0', mode: 'live' });
    const chain = new ChainCheck();
    const problems = journal.entries(0, 100).flatMap((entry) => chain.follow(entry).map((problem) => [entry.seq, problem]));
    expect(problems).toContainEqual([sql.includes('seq = 4') ? 4 : 2, 'altered']);
    journal.close();
    // A report contains the bindings whose entries are readable.
    const report = new ReportFile(path, null);
    expect(report.read(period).rows.length).toBeGreaterThanOrEqual(3);
    report.close();
  });

  it('of a binding removes that binding from a report, which says so', () => {
    threeBindings();
    damage(body("json_set(body, '$.binding.readerName', 5)", 2));
    open().close();
    const report = new ReportFile(path, null);
    expect(report.read(period)).toMatchObject({ rows: [{ bindingId: guid(2) }, { bindingId: guid(3) }], unreadable: 1 });
    report.close();
  });

  it('with only a wrong hash affects nothing but the check of the chain', () => {
    threeBindings();
    damage(`UPDATE entries SET hash = '${'0'.repeat(64)}' WHERE seq = 2`);
    const journal = open();
    expect(journal.unreadable()).toEqual([]);
    expect(journal.newest(10)).toHaveLength(3);
    expect(new ChainCheck().follow(journal.entries(1, 1)[0] ?? expect.fail())).toContain('altered');
    journal.close();
  });

  it('of a run removes its step, or the run, and does not prevent the journal from opening', () => {
    const run: Run = {
      ...{ runId: guid(900), source: { from: 'list' } },
      items: [1, 2].map((number) => ({ request: binding(number).request, approvedStatus: 3, prepared: null, fault: null })),
    };
    const journal = open();
    journal.beginRun(run);
    const aside = { step: 'set-aside', runId: guid(900), place: 1, reason: 'operator', detail: '', slipNumber: 7 } as const;
    journal.stepRun({ ...aside, requestId: binding(1).request.requestId });
    journal.close();
    damage(body('substr(body, 1, 40)', 2));
    let again = open();
    expect(again.lastRun()).toMatchObject({ run, asides: [] });
    again.close();
    const file = openDatabase(path, null);
    file.exec(body('substr(body, 1, 40)', 1));
    file.close();
    again = open();
    expect(again.lastRun()).toBeNull();
    again.close();
  });
});
