import { randomBytes, randomUUID } from 'node:crypto';
import type { CallRequest } from '../../shared/contract.js';
import type { Reader } from '../../shared/readers.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { TrainingState } from '../../shared/training.js';
import { peopleFrom, type People } from '../people/people.js';
import { parseRoster } from '../people/roster.js';
import { createPopulation } from './population.js';
import { RequestExecutor } from './request-executor.js';
import { startTrainingService } from './service.js';
import { makeTrainingCards } from './training-cards.js';
import { VirtualDriver } from './virtual-driver.js';

export interface TrainingOptions {
  /** `auto`: virtual readers exist while there is no real reader. */
  readonly readers: 'auto' | 'on' | 'off';
  readonly now: () => Date;
  /** Number of open requests. */
  readonly size?: number;
}

/** The parts of training mode: its CM service, people, virtual readers and a set of cards. */
export interface Training {
  /** Address of the embedded service, on this computer only. */
  readonly origin: string;
  /** Path of its CM application, including a secret. */
  readonly prefix: string;
  readonly people: People;
  readonly driver: VirtualDriver;
  state(): TrainingState;
  /** Reports every change of {@link state}. */
  onChanged(listener: (state: TrainingState) => void): void;
  /** Call with the present readers, so that virtual ones give way to real ones, and with the ids read. */
  readersChanged(readers: readonly Reader[]): void;
  insertCard(request: CallRequest<'training/insertCard'>): Result<Record<string, never>>;
  removeCard(request: CallRequest<'training/removeCard'>): Result<Record<string, never>>;
  setNextAnswer(request: CallRequest<'training/setNextAnswer'>): Result<Record<string, never>>;
  close(): Promise<void>;
}

const READER_NAMES = ['Training reader 1', 'Training reader 2'];

/** Starts training mode. @throws Error if no loopback port is available */
export async function startTraining({ readers: rule, now, size = 40 }: TrainingOptions): Promise<Training> {
  const population = createPopulation({ size, mixed: true, now: now() });
  const roster = await parseRoster(Buffer.from(population.roster, 'utf8'));
  if (!roster.ok) throw new Error(`The training roster is wrong: ${JSON.stringify(roster.error)}`);
  const cards = makeTrainingCards();
  const driver = new VirtualDriver();
  const insertedIn = new Map<number, string>();
  /** Ids that the station has read, by card number. */
  const read = new Map<number, string>();
  let shown = false;
  let tell: (state: TrainingState) => void = () => undefined;

  const state = (): TrainingState => ({
    readers: shown ? READER_NAMES.map((name) => ({ readerId: name, name })) : [],
    cards: cards.map(({ cardNumber, behaviour }) => ({
      cardNumber,
      behaviour,
      insertedIn: insertedIn.get(cardNumber) ?? null,
      cardId: read.get(cardNumber) ?? null,
    })),
    nextAnswer: service.nextAnswer,
  });
  const changed = (): Result<Record<string, never>> => {
    tell(state());
    return ok({});
  };
  const cardIn = (readerId: string): number | undefined => [...insertedIn].find(([, reader]) => reader === readerId)?.[0];

  const executor = new RequestExecutor((requestId) => service.book.setStatus(requestId, 'Completed'));
  const token = randomBytes(32).toString('base64url');
  const service = await startTrainingService({
    token,
    population,
    newGuid: randomUUID,
    now,
    // A call uses up the next answer, which the panel shows.
    onBindCall: (call) => {
      changed();
      executor.boundBy(call);
    },
  });

  const show = (wanted: boolean): void => {
    if (wanted === shown) return;
    shown = wanted;
    for (const name of READER_NAMES) {
      if (wanted) driver.attach(name);
      else driver.detach(name);
    }
    if (!wanted) insertedIn.clear();
    changed();
  };
  show(rule === 'on');

  return {
    origin: service.origin,
    prefix: `/${token}/CertificateManagement`,
    people: peopleFrom(roster.value.people),
    driver,
    state,
    onChanged: (listener) => {
      tell = listener;
    },
    readersChanged: (readers) => {
      if (rule === 'auto') show(!readers.some(isRealReader));
      let isNew = false;
      for (const { state } of readers) {
        if (state.state !== 'card' || state.identification.state !== 'identified') continue;
        const { raw, text } = state.identification.cardId;
        const card = cards.find((one) => one.raw === raw);
        if (card === undefined || read.has(card.cardNumber)) continue;
        read.set(card.cardNumber, text);
        isNew = true;
      }
      if (isNew) changed();
    },
    insertCard: ({ readerId, cardNumber }) => {
      const card = cards.find((one) => one.cardNumber === cardNumber);
      if (!shown || !READER_NAMES.includes(readerId)) return fail({ code: 'training-reader', detail: 'no such reader' });
      if (card === undefined) return fail({ code: 'training-reader', detail: 'no such card' });
      if (insertedIn.has(cardNumber)) return fail({ code: 'training-reader', detail: 'the card is in a reader' });
      // Inserting a card over another swaps them.
      const before = cardIn(readerId);
      if (before !== undefined) {
        driver.remove(readerId);
        insertedIn.delete(before);
      }
      driver.insert(readerId, card.make());
      insertedIn.set(cardNumber, readerId);
      return changed();
    },
    removeCard: ({ readerId }) => {
      const card = cardIn(readerId);
      if (card === undefined) return fail({ code: 'training-reader', detail: 'there is no card in it' });
      driver.remove(readerId);
      insertedIn.delete(card);
      return changed();
    },
    setNextAnswer: ({ nextAnswer }) => {
      service.nextAnswer = nextAnswer;
      return changed();
    },
    close: () => {
      executor.stop();
      return service.close();
    },
  };
}

/** Virtual readers of a test setup do not count, because no card can be inserted by hand. */
function isRealReader({ kind, name }: Reader): boolean {
  return kind === 'pcsc' && !name.startsWith('Virtual PCD');
}
