import type { BindingState, BindingView } from '../../shared/bindings.js';
import type { CardId, Identification } from '../../shared/cards.js';
import type { Snapshot } from '../../shared/contract.js';
import { example } from '../../shared/example.fixture.js';
import { anyScanner } from '../../shared/preferences.js';
import type { Reader } from '../../shared/readers.js';
import type { KnownPerson, RequestView } from '../../shared/requests.js';
import type { Answers } from './bridge.fixture.js';

const MINUTE = 60_000;

/** Returns an instant this many minutes ago. */
export const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();

/** Returns a GUID made from a number. */
export const guid = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

const names = ['Noor van der Velden', 'Jérôme Gonçalves', 'Anna Hohenstein', 'Piet de Vries', 'Maria Oberhauser', 'Luc Lambert'] as const;

/** Everyone whose name is known, in the order of their requests. */
export const people: readonly KnownPerson[] = names.map((name, index) => ({
  state: 'resolved',
  userId: guid(0x100 + index),
  name,
  account: `person${String(index)}`,
  department: index % 2 === 0 ? 'Facility Services' : 'Cardiology',
  employeeId: index === 0 ? '10231' : String(20_000 + index),
}));

export const logonTemplate = { profileTemplateId: 'a039b4d0-5ce8-4eff-8651-181c6576fda3', name: 'Smart Card Logon' } as const;

/** Returns the request of the nth person; beyond the last person, a request of an unknown person. */
export function request(number: number, changes: Partial<RequestView> = {}): RequestView {
  return {
    requestId: number === 0 ? example.requestId : guid(0x200 + number),
    type: 1,
    person: people[number] ?? { state: 'unresolved', userId: guid(0x100 + number) },
    profileTemplate: logonTemplate,
    submittedAt: ago(60 * (number + 1)),
    priority: 0,
    comment: '',
    facts: { stage: 'approved', isSmartcard: true, hasNewCard: false, hasOldCard: false, isEnrollmentAgent: true, isVirtual: false },
    ...changes,
  };
}

export const requests: readonly RequestView[] = [0, 1, 2, 3, 4, 5, 6].map((number) => request(number));

/** Returns the nth card as the station reads it; 0 is the documentation's example. */
export const cardId = (number: number): CardId => ({
  text: number === 0 ? example.cardId : guid(0x300 + number),
  raw: number === 0 ? example.rawCardId : (0x300 + number).toString(16).padStart(32, '0'),
  byteOrder: 'windows-guid',
  source: 'gids',
});

/** A reader without a card. */
export const emptyReader: Reader = { readerId: 'Training reader 1', name: 'Training reader 1', kind: 'virtual', state: { state: 'empty' } };

/** Returns that reader with a card; each presentation has another number. */
export function readerWith(presentationId: number, identification: Identification = { state: 'identified', cardId: cardId(0) }): Reader {
  return { ...emptyReader, state: { state: 'card', presentationId, atr: example.atr, identification } };
}

/** Returns a binding of the nth request and the nth card. */
export function binding(number: number, state: BindingState, changes: Partial<BindingView> = {}): BindingView {
  return {
    bindingId: guid(0x400 + number),
    request: request(number),
    approvedStatus: 3,
    cardId: cardId(number),
    atr: example.atr,
    readerName: 'Training reader 1',
    confirmedAt: ago(0),
    state,
    ...changes,
  };
}

export const bound: BindingState = { state: 'bound', status: 201, smartcardUri: example.smartcardUri };
export const refused: BindingState = {
  state: 'refused',
  error: { code: 'forbidden', status: 403, correlationId: null, message: 'You may not assign cards' },
};

/** Queued, because the server cannot be reached. */
export const waiting: BindingState = {
  state: 'waiting',
  attempt: 1,
  nextTryAt: ago(0),
  mayHaveReached: false,
  error: { code: 'network', layer: 'tcp', reached: false, detail: '' },
  checks: 0,
};

/** Returns the state of a training station with some requests, an empty reader and no bindings. */
export function stateWith(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    seq: 1,
    version: '0.1.0',
    printSlips: false,
    mode: 'training',
    server: 'training',
    signIn: { identity: { name: 'EXAMPLE\\desk', source: 'account' }, needed: null, kept: false },
    role: { role: 'administrator', source: 'unset', asOf: null },
    fourEyes: [],
    kiosk: { state: 'off', idleMs: null },
    expectedKinds: {},
    requestRules: { types: [], personal: 'note', order: 'newest', foldAfterDays: 0 },
    preferences: { language: 'en', theme: 'light', textSize: 'normal', sounds: false, scanner: anyScanner },
    service: { state: 'up', driver: 'smartcard' },
    readers: [emptyReader],
    connection: { state: 'up', answeredAt: ago(0) },
    requests: [...requests],
    requestsFetchedAt: ago(0),
    bindings: [],
    prepared: { total: 0, revision: 0, cards: [] },
    run: null,
    training: { readers: [{ readerId: 'Training reader 1', name: 'Training reader 1' }], cards: [], nextAnswer: 'accept' },
    stock: { revision: 0, counts: { 'in-stock': 0, used: 0, lost: 0 }, lowAt: 0, confirmSerial: false },
    stockProgress: null,
    afterCare: { executed: 0, neverExecuted: 0 },
    warnings: [],
    ...changes,
  };
}

/** Answers of the main process about a card and a person with nothing against either. */
export const noObjections: Answers = {
  'cards/lookUp': { ok: true, value: { names: ['A GIDS card'], kindHint: 'gids' } },
  'cards/boundHere': { ok: true, value: { claim: null } },
  'cards/atServer': { ok: true, value: { state: 'not-shown' } },
  'stock/judge': { ok: true, value: { card: null, reason: null, action: 'off' } },
  'people/details': { ok: true, value: { asOf: null, hasPhoto: false, problem: null, alike: [] } },
  'prepared/check': { ok: true, value: { said: { check: 'none' }, otherwise: 'warn' } },
  'requests/refresh': { ok: true, value: {} },
};
