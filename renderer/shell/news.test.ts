import { describe, expect, it } from 'vitest';
import i18next from 'i18next';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import type { CmError } from '../../shared/errors.js';
import type { PreparedCard, PreparedOutcome } from '../../shared/prepared.js';
import type { Reader, ReaderState } from '../../shared/readers.js';
import { startLanguages } from '../i18n/i18n.js';
import { newsOf, type Announced } from './news.js';

startLanguages();

const id = '00000000-0000-4000-8000-000000000001';
const at = '2026-01-05T09:00:00.000Z';
const error: CmError = { code: 'timeout', phase: 'answer', limitMs: 30_000, reached: true };
const binding = (state: BindingState): BindingView => ({
  bindingId: id,
  request: {
    requestId: id,
    type: 1,
    person: { state: 'resolved', userId: id, name: 'Zoë Müller', account: 'zmuller', department: '', employeeId: '' },
    profileTemplate: { profileTemplateId: id, name: null },
    submittedAt: at,
    priority: 0,
    comment: '',
  },
  cardId: { text: id, raw: '00', byteOrder: 'windows-guid', source: 'gids' },
  atr: '3b00',
  readerName: 'Reader',
  confirmedAt: at,
  state,
});
const waiting = (attempt: number): BindingState => ({ state: 'waiting', attempt, nextTryAt: at, mayHaveReached: true, error, checks: 0 });
const none = { cards: [] };
const formats = { time: (instant: string) => instant };

/** Returns what is announced while a binding goes through states. */
function tellBindings(states: readonly BindingState[]) {
  const told: Announced = new Map();
  let before: readonly BindingView[] = [];
  return states.map((state) => {
    const after = [binding(state)];
    const news = newsOf(
      i18next.t,
      formats,
      { bindings: [...before], readers: [], prepared: none },
      { bindings: after, readers: [], prepared: none },
      told,
    );
    before = after;
    return news;
  });
}

describe('news about a binding', () => {
  it.each<[BindingState, 'polite' | 'urgent', string | undefined]>([
    [{ state: 'bound', status: 204, smartcardUri: null }, 'polite', 'bound'],
    [{ state: 'refused', error }, 'urgent', 'refused'],
    [waiting(1), 'urgent', 'attention'],
    [{ state: 'uncertain', attempt: 1, nextCheckAt: at, error, checks: 0 }, 'urgent', 'attention'],
    [{ state: 'attention', reason: 'conflict', evidence: '', error: null, attempt: 1 }, 'urgent', 'attention'],
    [{ state: 'withdrawn', reason: 'wrong person' }, 'polite', undefined],
  ])('%j: %s, sound %s', (state, way, sound) => {
    const [news] = tellBindings([state]);
    expect(news).toHaveProperty(way, expect.stringContaining('Zoë Müller'));
    expect(news?.sound).toBe(sound);
  });

  it('says what to do with a bound card, depending on whether it is in the reader', () => {
    const bound = binding({ state: 'bound', status: 204, smartcardUri: null });
    const identification = { state: 'identified', cardId: bound.cardId } as const;
    const state = { state: 'card', presentationId: 1, atr: '3b00', identification } as const;
    const tell = (readers: Reader[]) =>
      newsOf(i18next.t, formats, { bindings: [], readers, prepared: none }, { bindings: [bound], readers, prepared: none }, new Map());
    expect(tell([{ readerId: 'r', name: 'Reader', kind: 'pcsc', state }])).toHaveProperty(
      'polite',
      expect.stringMatching(/Bound\..* Remove the card and hand it over\.$/),
    );
    expect(tell([])).toHaveProperty('polite', expect.stringMatching(/Bound\..* You can hand over the card\.$/));
  });

  it('is announced once, however often it is retried', () => {
    const submitting: BindingState = { state: 'submitting', attempt: 2 };
    const news = tellBindings([
      { state: 'intended' },
      submitting,
      waiting(1),
      submitting,
      waiting(2),
      waiting(3),
      { state: 'bound', status: 'found', smartcardUri: null },
    ]);
    expect(news.map((one) => one?.sound ?? null)).toEqual([null, null, 'attention', null, null, null, 'bound']);
  });
});

it('announces a failure first if many bindings change at once, and repeats none of them', () => {
  const other = (n: number, state: BindingState): BindingView => ({ ...binding(state), bindingId: `${id.slice(0, -1)}${String(n)}` });
  const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
  const told: Announced = new Map();
  const before = { bindings: [2, 3, 4].map((n) => other(n, { state: 'submitting', attempt: 1 })), readers: [], prepared: none };
  const after = { bindings: [other(2, bound), other(3, { state: 'refused', error }), other(4, bound)], readers: [], prepared: none };
  expect(newsOf(i18next.t, formats, before, after, told)).toMatchObject({ urgent: expect.any(String) as unknown, sound: 'refused' });
  expect(newsOf(i18next.t, formats, before, after, told)).toBeNull();
});

describe('news about a reader', () => {
  const reader = (state: ReaderState): Reader => ({ readerId: 'r', name: 'Reader', kind: 'pcsc', state });
  const card = { state: 'card', presentationId: 1, atr: '3b00' } as const;
  const tell = (state: ReaderState, before: ReaderState = { state: 'empty' }) =>
    newsOf(
      i18next.t,
      formats,
      { bindings: [], readers: [reader(before)], prepared: none },
      { bindings: [], readers: [reader(state)], prepared: none },
      new Map(),
    );

  it('announces a bindable card, an unusable one, a mute one, and one that left', () => {
    expect(tell({ ...card, identification: { state: 'identifying' } })?.sound).toBeUndefined();
    expect(
      tell({
        ...card,
        identification: { state: 'identified', cardId: { text: id, raw: '00', byteOrder: 'windows-guid', source: 'gids' } },
      }),
    ).toMatchObject({ sound: 'ready', polite: expect.stringContaining(id) as string });
    expect(tell({ ...card, identification: { state: 'unidentified', problem: { code: 'in-use' } } })?.sound).toBe('attention');
    expect(tell({ state: 'mute', presentationId: 1 })?.sound).toBe('attention');
    expect(tell({ state: 'empty' }, { state: 'mute', presentationId: 1 })).toHaveProperty('polite', expect.stringContaining('Reader'));
  });

  it('announces no removed card for a reader that was empty before, when another reader appears', () => {
    expect(tell({ state: 'empty' })).toBeNull();
  });
});

it('announces nothing about what became of a request after its binding', () => {
  const bound = binding({ state: 'bound', status: 204, smartcardUri: null });
  const care = { outcome: 'overdue', status: 3, difference: null, evidence: '', at, closed: null } as const;
  const moment = (bindings: readonly BindingView[]) => ({ bindings, readers: [], prepared: none });
  expect(newsOf(i18next.t, formats, moment([bound]), moment([{ ...bound, care }]), new Map())).toBeNull();
  expect(newsOf(i18next.t, formats, moment([]), moment([{ ...bound, care }]), new Map())).toBeNull();
});

describe('news about a prepared card', () => {
  const card = (outcome: PreparedOutcome): PreparedCard => ({
    presentationId: 1,
    assignment: { file: 'cards.csv', line: 2, card: id, requestId: null, person: [{ by: 'any', value: 'zmuller' }], template: null },
    outcome,
    server: null,
  });
  const tell = (before: readonly PreparedCard[], after: PreparedCard) =>
    newsOf(
      i18next.t,
      formats,
      { bindings: [], readers: [], prepared: { cards: [...before] } },
      { bindings: [], readers: [], prepared: { cards: [after] } },
      new Map(),
    );
  const { request } = binding({ state: 'intended' });
  const bound = { bindingId: id, requestId: id, person: request.person, cardId: id, at };

  it('announces its person once, and why its line cannot be used; nothing when it is bound', () => {
    const ready = card({ outcome: 'request', request });
    expect(tell([], ready)).toEqual({ polite: 'Prepared for Zoë Müller' });
    expect(tell([ready], { ...ready, server: { word: 'agrees' } })).toBeNull();
    expect(tell([], card({ outcome: 'person-unknown' }))).toEqual({
      polite: expect.stringMatching(/^Prepared for zmuller\. No request waiting for a card matches this person/) as string,
    });
    expect(tell([ready], card({ outcome: 'done', bound }))).toBeNull();
  });
});
