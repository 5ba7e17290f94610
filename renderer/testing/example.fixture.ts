import type { BindingState, BindingView } from '../../shared/bindings.js';
import type { CardId, Identification } from '../../shared/cards.js';
import type { Snapshot } from '../../shared/contract.js';
import { example } from '../../shared/example.fixture.js';
import { anyScanner } from '../../shared/preferences.js';
import type { Reader } from '../../shared/readers.js';
import type { KnownPerson, RequestView } from '../../shared/requests.js';
import type { Answers } from './bridge.fixture.js';

const MINUTE = 60_000;

/** An instant so many minutes ago. */
export const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();

/** A GUID that a number stands for. */
export const guid = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

const names = ['Noor van der Velden', 'Jérôme Gonçalves', 'Anna Hohenstein', 'Piet de Vries', 'Maria Oberhauser', 'Luc Lambert'] as const;

/** Everybody whose name is known, in the order of their requests. */
export const people: readonly KnownPerson[] = names.map((name, index) => ({
  state: 'resolved',
  userId: guid(0x100 + index),
  name,
  account: `person${String(index)}`,
  department: index % 2 === 0 ? 'Facility Services' : 'Cardiology',
  employeeId: index === 0 ? '10231' : String(20_000 + index),
}));

export const logonTemplate = { profileTemplateId: 'a039b4d0-5ce8-4eff-8651-181c6576fda3', name: 'Smart Card Logon' } as const;

/** The request of the person with a number; of one more than there are people: of somebody nobody knows. */
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

/** A card with a number as the station reads it; 0 is the example's. */
export const cardId = (number: number): CardId => ({
  text: number === 0 ? example.cardId : guid(0x300 + number),
  raw: number === 0 ? example.rawCardId : (0x300 + number).toString(16).padStart(32, '0'),
  byteOrder: 'windows-guid',
  source: 'gids',
});

/** A reader with nothing in it. */
export const emptyReader: Reader = { readerId: 'Training reader 1', name: 'Training reader 1', kind: 'virtual', state: { state: 'empty' } };

/** That reader with a card; each presentation is another number. */
export function readerWith(presentationId: number, identification: Identification = { state: 'identified', cardId: cardId(0) }): Reader {
  return { ...emptyReader, state: { state: 'card', presentationId, atr: example.atr, identification } };
}

/** A binding of the request and the card with a number. */
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

/** A training station with some requests, an empty reader and nothing bound. */
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

/** What a main process says to the questions that the desk asks of a card and a person: nothing stands against either. */
export const nothingAgainst: Answers = {
  'cards/lookUp': { ok: true, value: { names: ['A GIDS card'], kindHint: 'gids' } },
  'cards/boundHere': { ok: true, value: { claim: null } },
  'cards/atServer': { ok: true, value: { state: 'not-shown' } },
  'stock/judge': { ok: true, value: { card: null, reason: null, action: 'off' } },
  'people/details': { ok: true, value: { asOf: null, hasPhoto: false, problem: null, alike: [] } },
  'prepared/check': { ok: true, value: { said: { check: 'none' }, otherwise: 'warn' } },
  'requests/refresh': { ok: true, value: {} },
};
