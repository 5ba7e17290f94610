import { describe, expect, it } from 'vitest';
import type { Abandon } from '../../shared/abandon.js';
import { errors } from '../bindings/bindings.fixture.js';
import { nextAbandon, type AbandonEvent } from './abandon-machine.js';

const before = '2026-01-05T08:00:00.000Z';
const at = '2026-01-05T09:00:00.000Z';
const LATE = 45_000;
const reason = 'wrong card';
const next = (from: Abandon | null, happens: AbandonEvent, quietMs = 0): Abandon | null =>
  nextAbandon(from, happens, { now: new Date(at), quietMs, lateEffectMs: LATE });

const states = {
  none: null,
  sending: { state: 'sending', reason, at: before },
  'unconfirmed, lost': { state: 'unconfirmed', reason, at: before, error: errors.timeout, isOver: false },
  'unconfirmed, over': { state: 'unconfirmed', reason, at: before, error: errors.forbidden, isOver: true },
  abandoned: { state: 'abandoned', reason, at: before, by: 'answer', status: 6, word: null },
  'not abandoned': { state: 'not-abandoned', reason, at: before, why: 'open', status: 3, error: errors.forbidden },
} as const satisfies Readonly<Record<string, Abandon | null>>;
type Name = keyof typeof states;

const events = {
  asked: { event: 'asked', reason: 'again' },
  'accepted, over by then': { event: 'accepted', status: 6 },
  'accepted without a word': { event: 'accepted', status: null },
  'never reached': { event: 'failed', error: errors.unreached },
  lost: { event: 'failed', error: errors.timeout },
  refused: { event: 'failed', error: errors.forbidden },
  faulty: { event: 'failed', error: errors.server },
  'signed out': { event: 'failed', error: errors.signedOut },
  interrupted: { event: 'interrupted' },
  'found open': { event: 'looked', at: { standing: 'open', status: 3 } },
  'found executed': { event: 'looked', at: { standing: 'executed', status: 8 } },
  'found ended': { event: 'looked', at: { standing: 'ended', word: 'canceled', status: 5 } },
  'found unclear': { event: 'looked', at: { standing: 'unclear', status: 77 } },
  'found gone': { event: 'looked', at: { standing: 'gone' } },
} as const satisfies Readonly<Record<string, AbandonEvent>>;
type Event = keyof typeof events;

/** The expected transitions; all others change nothing. */
const table: Readonly<Partial<Record<Name, Partial<Record<Event, Abandon>>>>> = {
  none: { asked: { state: 'sending', reason: 'again', at } },
  'not abandoned': { asked: { state: 'sending', reason: 'again', at } },
  sending: {
    'accepted, over by then': { state: 'abandoned', reason, at, by: 'answer', status: 6, word: null },
    'accepted without a word': { state: 'unconfirmed', reason, at, error: null, isOver: true },
    'never reached': { state: 'not-abandoned', reason, at, why: 'not-sent', status: null, error: errors.unreached },
    lost: { state: 'unconfirmed', reason, at, error: errors.timeout, isOver: false },
    refused: { state: 'unconfirmed', reason, at, error: errors.forbidden, isOver: true },
    faulty: { state: 'unconfirmed', reason, at, error: errors.server, isOver: true },
    'signed out': { state: 'unconfirmed', reason, at, error: errors.signedOut, isOver: true },
    interrupted: { state: 'unconfirmed', reason, at, error: null, isOver: false },
  },
  'unconfirmed, lost': {
    'found executed': { state: 'not-abandoned', reason, at, why: 'executed', status: 8, error: errors.timeout },
    'found ended': { state: 'abandoned', reason, at, by: 'found', status: 5, word: 'canceled' },
  },
  'unconfirmed, over': {
    'found open': { state: 'not-abandoned', reason, at, why: 'open', status: 3, error: errors.forbidden },
    'found executed': { state: 'not-abandoned', reason, at, why: 'executed', status: 8, error: errors.forbidden },
    'found ended': { state: 'abandoned', reason, at, by: 'found', status: 5, word: 'canceled' },
    'found unclear': { state: 'not-abandoned', reason, at, why: 'unclear', status: 77, error: errors.forbidden },
    'found gone': { state: 'not-abandoned', reason, at, why: 'gone', status: null, error: errors.forbidden },
  },
};

const names = Object.keys(states).filter((name): name is Name => name in states);
const eventNames = Object.keys(events).filter((name): name is Event => name in events);

describe.each(names)('abandoning a request that is %s', (name) => {
  it.each(eventNames)('when it is %s', (event) => {
    expect(next(states[name], events[event])).toEqual(table[name]?.[event] ?? null);
  });
});

it.each(['found open', 'found unclear', 'found gone'] as const)(
  'after a lost answer, believes %s once the call can have no later effect',
  (event) => {
    const lost = states['unconfirmed, lost'];
    expect(next(lost, events[event], LATE - 1)).toBeNull();
    expect(next(lost, events[event], LATE)).toMatchObject({
      state: 'not-abandoned',
      why: events[event].at.standing,
      error: errors.timeout,
    });
  },
);
