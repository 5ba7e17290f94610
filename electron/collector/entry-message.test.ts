import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../../shared/any-character.fixture.js';
import { binding, errors, exampleRequest } from '../bindings/bindings.fixture.js';
import { canonicalJson, type Json } from '../store/chain.js';
import type { JournalEntry } from '../store/journal.js';
import { noteEvents } from '../store/note-events.js';
import { bindingKinds } from './binding-kinds.js';
import { archivedKind, entryMessage, otherKind } from './entry-message.js';
import { healthKind } from './health-message.js';
import { includable, type EventKind, type Includable, type Include } from './event-kind.js';
import { noteKinds } from './note-kinds.js';
import { cutFrames, readMessage } from './syslog.fixture.js';
import { framed } from './syslog.js';

const nothing: Include = { operator: false, people: false, requests: false, cards: false };
const everything: Include = { operator: true, people: true, requests: true, cards: true };
const sender = { version: '1.0.0', chain: 'c'.repeat(64) };
const now = new Date('2026-01-05T09:00:00.000Z');

function entry(event: string, what: Readonly<Record<string, unknown>>, around: Readonly<Record<string, Json>> = {}): JournalEntry {
  const head = { seq: 7, at: '2026-01-05T08:00:00.000Z', monotonicMs: 42, operator: 'MARK-operator', station: 'DESK-01', event, ...around };
  return {
    seq: 7,
    body: canonicalJson({ ...head, ...(JSON.parse(JSON.stringify(what)) as Record<string, Json>) }),
    previousHash: 'a'.repeat(64),
    hash: 'b'.repeat(64),
  };
}

const approval = {
  approvalId: '00000000-0000-4000-8000-0000000000aa',
  approver: 'MARK-operator-second',
  role: 'supervisor',
  refusals: ['person-unresolved'],
  reason: 'MARK-typed',
};
const person = {
  ...exampleRequest.person,
  userId: 'MARK-people-id',
  name: 'MARK-people-name',
  account: 'MARK-people-account',
  department: 'MARK-never',
  employeeId: 'MARK-never',
};
const marked = {
  ...binding(1),
  request: { ...exampleRequest, requestId: 'MARK-requests', person, comment: 'MARK-typed' },
  cardId: { ...binding(1).cardId, text: 'MARK-cards', raw: 'MARK-never' },
  readerName: 'MARK-never',
  care: {
    outcome: 'executed',
    status: 8,
    difference: 'other-card',
    evidence: 'MARK-never',
    at: '2026-01-05T08:00:00.000Z',
    closed: 'MARK-typed',
  },
};
const states = [
  { state: 'intended' },
  { state: 'bound', status: 201, smartcardUri: 'MARK-never' },
  { state: 'refused', error: { ...errors.forbidden, message: 'MARK-typed' } },
  { state: 'attention', reason: 'conflict', evidence: 'MARK-never', error: null, attempt: 1 },
  { state: 'withdrawn', reason: 'MARK-typed' },
  { state: 'given-up', reason: 'MARK-typed' },
];
/** All possible entries, with a marker in every place that could contain personal data. */
const entries: readonly JournalEntry[] = [
  ...Object.keys(bindingKinds).flatMap((event) =>
    states.map((state) => entry(event, { binding: { ...marked, state }, ...(event === 'approved' ? { approval } : {}) })),
  ),
  ...noteEvents.map((event) => entry(event, { facts: factsOf(event, noteKinds[event]) })),
];

/** The named facts of an event, each with its marker, and those that are never sent. */
function factsOf(event: string, kind: EventKind): Record<string, string> {
  const told = (kind.facts ?? []).map((name) => [name, `code-${name}`] as const);
  const included = includable.flatMap((what) => (kind.included?.[what] ?? []).map((name) => [name, `MARK-${what}`] as const));
  const never = ['detail', 'file', 'from', 'box', 'location', 'operator', 'presentationId'].map((name) => [name, 'MARK-never'] as const);
  const typed = (kind.facts ?? []).includes('reason') ? [] : [['reason', 'MARK-typed'] as const];
  expect(event).not.toBe('');
  return Object.fromEntries([...never, ...typed, ...told, ...included]);
}

describe('the message of an entry', () => {
  it('has the form of RFC 5424, number and hash of the entry, and codes only', () => {
    const bound = entry('answered', { binding: { ...marked, care: undefined, state: states[1] } });
    expect(entryMessage(bound, sender, nothing, now)).toBe(
      `<110>1 2026-01-05T08:00:00.000Z DESK-01 card-desk - 2003 [origin software="Card Desk" swVersion="1.0.0"]` +
        `[journal@32473 seq="7" hash="${'b'.repeat(64)}" previous="${'a'.repeat(64)}" chain="${'c'.repeat(64)}"]` +
        `[event@32473 event="answered" bindingId="${binding(1).bindingId}" state="bound"] The server accepted a binding`,
    );
  });

  it('contains the after-care outcome of a request as a code', () => {
    const executed = entry('executed', { binding: { ...marked, state: states[1] } });
    expect(entryMessage(executed, sender, nothing, now)).toMatch(/state="bound" care="executed" difference="other-card"\]/);
  });

  it('contains no personal data for any event unless the settings include it', () => {
    for (const one of entries) expect(entryMessage(one, sender, nothing, now)).not.toContain('MARK');
  });

  it.each(includable)('contains %s if the settings include it, and nothing else', (what: Includable) => {
    const messages = entries.map((one) => entryMessage(one, sender, { ...nothing, [what]: true }, now));
    const marks = new Set(messages.flatMap((line) => [...line.matchAll(/MARK-(\w+)/g)].map(([, mark]) => mark)));
    expect(marks).toEqual(new Set([what]));
  });

  it('never contains typed text or unlisted facts, whatever the settings include', () => {
    for (const one of entries) expect(entryMessage(one, sender, everything, now)).not.toMatch(/MARK-(typed|never)/);
  });

  it('fits the size that every receiver must accept, and with everything the size it should accept', () => {
    const long = 'ü'.repeat(5_000);
    for (const one of entries) {
      expect(Buffer.byteLength(entryMessage(one, sender, nothing, now))).toBeLessThanOrEqual(2_048);
      const longer = { ...one, body: one.body.replaceAll(/MARK-\w+/g, long) };
      expect(Buffer.byteLength(entryMessage(longer, sender, everything, now))).toBeLessThanOrEqual(8_192);
    }
  });

  it('is a warning if a binding needs attention', () => {
    const attention = entry('request-changed', { binding: { ...marked, state: states[3] } });
    expect(readMessage(entryMessage(attention, sender, nothing, now))).toMatchObject({
      priority: 13 * 8 + 4,
      data: { 'event@32473': { state: 'attention', reason: 'conflict' } },
    });
  });

  it.each([
    ['whose event is unknown', entry('invented', { facts: { keys: 'MARK' } })],
    ['whose event has the name of a property of every object', entry('constructor', {})],
    ['that has another form', { ...entry('opened', {}), body: '{"seq":7,"event":4}' }],
    ['that is not JSON', { ...entry('opened', {}), body: 'nothing' }],
  ])('%s still contains its number and hash, so that there is no gap', (_name, one) => {
    const line = entryMessage(one, sender, everything, now);
    expect(line).not.toContain('MARK"');
    expect(readMessage(line)).toMatchObject({
      eventId: otherKind.id,
      data: { 'journal@32473': { seq: '7', hash: 'b'.repeat(64) }, 'event@32473': { event: 'other' } },
    });
  });

  it('stays one message with its data, whatever characters names and stations contain', () => {
    const text = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 40 }),
      fc.constantFrom('"] <14>1 - - - - - - x', 'a\n<110>1', '\\"', ']]]', '\u202Ex\u2028'),
    );
    fc.assert(
      fc.property(text, text, (name, station) => {
        const one = entry(
          'intended',
          { binding: { ...marked, request: { ...marked.request, person: { ...person, name } }, state: states[0] } },
          { station },
        );
        const line = entryMessage(one, sender, everything, now);
        const { messages, rest } = cutFrames(Buffer.from(framed(line) + framed(line), 'utf8'));
        expect([messages.length, rest.length]).toEqual([2, 0]);
        expect(messages[0]).not.toMatch(/[\n\r]/);
        const told = readMessage(messages[0] ?? '').data['event@32473'];
        expect(told).toMatchObject({ event: 'intended', account: 'MARK-people-account', cardId: 'MARK-cards' });
        const isPlain = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+$/u.test(name);
        if (isPlain) expect(told?.['name']).toBe(name);
      }),
    );
  });
});

it('of an archived entry contains its number and hash, so that a new receiver sees no gap', () => {
  const archived = { seq: 7, body: '{}', previousHash: 'a'.repeat(64), hash: 'b'.repeat(64), archivedBy: 90 };
  const text = entryMessage(archived, sender, everything, now);
  expect(text).toContain('[event@32473 event="archived" archivedBy="90"]');
  expect(text).toContain(`seq="7" hash="${'b'.repeat(64)}"`);
  expect(text).toMatch(/^<\d+>1 \S+ \S+ \S+ \S+ 9002 /);
});

describe('the table of events', () => {
  const kinds: readonly (readonly [string, EventKind])[] = [
    ...Object.entries(noteKinds),
    ...Object.entries(bindingKinds),
    ['other', otherKind],
    ['archived', archivedKind],
    ['health', healthKind],
  ];

  it('has unique ids', () => {
    const ids = kinds.map(([, { id }]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has ASCII texts, which need no encoding mark', () => {
    for (const [, { text }] of kinds) expect(text).toMatch(/^[ -~]+$/);
  });

  it('equals the documentation', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/events.md'), 'utf8');
    const rows = kinds
      .toSorted(([, a], [, b]) => a.id - b.id)
      .map(([name, { id, severity, text, facts = [], included = {} }]) => {
        const more = includable.flatMap((what) => (included[what] ?? []).map((fact) => `\`${fact}\` (${what})`));
        const cell = (names: readonly string[]): string => (names.length === 0 ? '–' : names.join(', '));
        return `| ${String(id)} | \`${name}\` | ${severity} | ${text} | ${cell(facts.map((fact) => `\`${fact}\``))} | ${cell(more)} |`;
      });
    expect(page.split('\n').filter((line) => /^\| \d{4} /.test(line))).toEqual(rows);
  });
});
