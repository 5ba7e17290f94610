import { describe, expect, it } from 'vitest';
import { atLeast, atMost, between, judge, missed, number, once, tableOf, type Outcome } from './report.js';

const outcome: Outcome = {
  rows: [
    {
      what: 'confirm to wire',
      unit: 'ms',
      ours: { median: 12.345, p95: 20, runs: 40 },
      reference: { is: 'the bare calls', spread: { median: 6, p95: 9, runs: 40 } },
      goal: atMost('p95', 20, 25, 'ms'),
    },
    { what: 'app.asar', unit: 'MB', ours: once(14), reference: null, goal: atMost('size', 14, 12, 'MB') },
  ],
  growth: [
    {
      what: 'refresh',
      unit: 'ms',
      of: 'requests',
      kind: 'work',
      points: [
        { size: 10, cost: 1 },
        { size: 1_000, cost: 10_000 },
      ],
    },
  ],
  notes: ['a note'],
};

describe('the table', () => {
  it('has a line for each figure with ratio and goal, one for each growth, and the notes', () => {
    const lines = tableOf([outcome]).split('\n');
    expect(lines[2]).toMatch(
      /^\| confirm to wire \| 12\.3 \/ 20 ms +\| 6 \/ 9 ms, the bare calls \| 2\.06 × \| p95 ≤ 25 ms: met +\| 40 +\|$/,
    );
    expect(lines[3]).toMatch(/^\| app\.asar +\| 14 MB +\| +\| +\| size ≤ 12 MB: \*\*missed\*\* \| 1 +\|$/);
    expect(lines[7]).toMatch(/^\| refresh \| 10 → 1,000 requests \| 1 → 10,000 ms \| 2\.00 +\| at most linear: \*\*missed\*\* \|$/);
    expect(lines.at(-1)).toBe('- a note');
  });

  it('names the goals that were missed', () => {
    expect(missed([outcome])).toEqual(['app.asar', 'growth of refresh']);
  });
});

describe('a goal', () => {
  it('is met at exactly the limit', () => {
    expect([atMost('p95', 25, 25, 'ms').met, atMost('p95', 25.1, 25, 'ms').met]).toEqual([true, false]);
    expect([atLeast('speed', 0.5, 0.5, '×').met, atLeast('speed', 0.49, 0.5, '×').met]).toEqual([true, false]);
  });

  it('requires a lookup to be flat', () => {
    const points = [
      { size: 1, cost: 10 },
      { size: 100, cost: 12 },
    ];
    expect(judge({ what: '', unit: 'ms', of: '', kind: 'lookup', points }).goal.met).toBe(true);
    expect(
      judge({
        what: '',
        unit: 'ms',
        of: '',
        kind: 'lookup',
        points: [
          { size: 1, cost: 1 },
          { size: 100, cost: 100 },
        ],
      }).goal.met,
    ).toBe(false);
  });
});

it('rounds numbers to significant digits', () => {
  expect([0, 0.01234, 1.5, 99.94, 100.4, 12345.6].map(number)).toEqual(['0', '0.0123', '1.5', '99.9', '100', '12,346']);
});

describe('a document', () => {
  const document = 'before\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nafter\n';
  it('gets the text between its markers, also when repeated', () => {
    const once = between(document, 'new');
    expect(once).toBe('before\n<!-- figures: begin -->\nnew\n<!-- figures: end -->\nafter\n');
    expect(between(once, 'new')).toBe(once);
  });

  it('is refused without markers', () => {
    expect(() => between('nothing', 'new')).toThrow(/must have/);
    expect(() => between('<!-- figures: end --><!-- figures: begin -->', 'new')).toThrow(/must have/);
  });
});
