import { assertNever } from '../../shared/assert-never.js';
import type { Identification } from '../../shared/cards.js';
import type { PcscService, Reader, ReaderState } from '../../shared/readers.js';
import type { DriverEvent } from '../pcsc/driver.js';

/** Events of the watcher. */
export type WatcherEvent =
  | { readonly name: 'readers/added'; readonly payload: { readonly reader: Reader } }
  | { readonly name: 'readers/removed'; readonly payload: { readonly readerId: string } }
  | { readonly name: 'readers/serviceChanged'; readonly payload: { readonly service: PcscService } }
  | {
      readonly name: 'cards/inserted';
      /** A null ATR means a mute card: it did not answer its reset. */
      readonly payload: { readonly readerId: string; readonly presentationId: number; readonly atr: string | null };
    }
  | {
      readonly name: 'cards/identified';
      readonly payload: { readonly readerId: string; readonly presentationId: number; readonly identification: Identification };
    }
  | { readonly name: 'cards/removed'; readonly payload: { readonly readerId: string; readonly presentationId: number } };

/** Input of the watcher: a driver event, or the end of a reading. */
export type WatcherInput =
  DriverEvent | { readonly type: 'identified'; readonly presentationId: number; readonly identification: Identification };

export interface WatcherState {
  readonly service: PcscService;
  /** By reader id, which is the PC/SC name: unique while attached. */
  readonly readers: ReadonlyMap<string, Reader>;
  /** The number of the newest presentation. */
  readonly lastPresentationId: number;
}

export const initialWatcherState: WatcherState = {
  service: { state: 'starting' },
  readers: new Map(),
  lastPresentationId: 0,
};

export interface WatcherStep {
  readonly state: WatcherState;
  readonly events: readonly WatcherEvent[];
}

/**
 * Returns the watcher's next state and events. An inserted card starts a new presentation, also over a known card. Input for a
 * reader or presentation that has ended is dropped. Two readings of different ids in one presentation mean an unnoticed swap:
 * the old presentation ends and a new one starts.
 * @param kind returns the kind of a reader
 */
export function next(state: WatcherState, input: WatcherInput, kind: (reader: string) => Reader['kind']): WatcherStep {
  switch (input.type) {
    case 'service-up':
      return serviceChanged(state, { state: 'up', driver: input.driver });
    case 'service-down': {
      const { reason, pcscCode, detail } = input;
      return serviceChanged(state, { state: 'down', reason, pcscCode, detail });
    }
    case 'reader-added': {
      const name = input.reader;
      if (state.readers.has(name)) return { state, events: [] };
      const reader: Reader = { readerId: name, name, kind: kind(name), state: { state: 'empty' } };
      return { state: withReader(state, reader), events: [{ name: 'readers/added', payload: { reader } }] };
    }
    case 'reader-removed': {
      const reader = state.readers.get(input.reader);
      if (reader === undefined) return { state, events: [] };
      const readers = new Map(state.readers);
      readers.delete(reader.readerId);
      return {
        state: { ...state, readers },
        events: [...cardGone(reader), { name: 'readers/removed', payload: { readerId: reader.readerId } }],
      };
    }
    case 'card-inserted':
      return present(state, input.reader, (presentationId) => ({
        state: 'card',
        presentationId,
        atr: input.atr,
        identification: { state: 'identifying' },
      }));
    case 'card-mute':
      return present(state, input.reader, (presentationId) => ({ state: 'mute', presentationId }));
    case 'card-removed': {
      const reader = state.readers.get(input.reader);
      if (reader === undefined || reader.state.state === 'empty') return { state, events: [] };
      return { state: withReader(state, { ...reader, state: { state: 'empty' } }), events: cardGone(reader) };
    }
    case 'identified':
      return identified(state, input.presentationId, input.identification);
    default:
      return assertNever(input);
  }
}

/** Returns the reader with the card of an active presentation. */
export function readerOf(
  state: WatcherState,
  presentationId: number,
): (Reader & { readonly state: Extract<ReaderState, { state: 'card' }> }) | undefined {
  for (const reader of state.readers.values()) {
    if (reader.state.state === 'card' && reader.state.presentationId === presentationId) {
      return { ...reader, state: reader.state };
    }
  }
  return undefined;
}

function serviceChanged(state: WatcherState, service: PcscService): WatcherStep {
  return { state: { ...state, service }, events: [{ name: 'readers/serviceChanged', payload: { service } }] };
}

function present(
  state: WatcherState,
  readerId: string,
  card: (presentationId: number) => Exclude<ReaderState, { state: 'empty' }>,
): WatcherStep {
  const reader = state.readers.get(readerId);
  if (reader === undefined) return { state, events: [] };
  const presentationId = state.lastPresentationId + 1;
  const now = card(presentationId);
  const atr = now.state === 'card' ? now.atr : null;
  return {
    state: { ...withReader(state, { ...reader, state: now }), lastPresentationId: presentationId },
    events: [...cardGone(reader), { name: 'cards/inserted', payload: { readerId, presentationId, atr } }],
  };
}

function identified(state: WatcherState, presentationId: number, identification: Identification): WatcherStep {
  const reader = readerOf(state, presentationId);
  if (reader === undefined) return { state, events: [] };
  const before = reader.state.identification;
  const isSwap = before.state === 'identified' && identification.state === 'identified' && before.cardId.raw !== identification.cardId.raw;
  if (isSwap) {
    const again = present(state, reader.readerId, (id) => ({ ...reader.state, presentationId: id, identification }));
    const payload = { readerId: reader.readerId, presentationId: again.state.lastPresentationId, identification };
    return { state: again.state, events: [...again.events, { name: 'cards/identified', payload }] };
  }
  // An identified card stays identified if a second reading fails; only the caller learns of the failure.
  if (before.state === 'identified' || isEqual(before, identification)) return { state, events: [] };
  return {
    state: withReader(state, { ...reader, state: { ...reader.state, identification } }),
    events: [{ name: 'cards/identified', payload: { readerId: reader.readerId, presentationId, identification } }],
  };
}

function isEqual(a: Identification, b: Identification): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function withReader(state: WatcherState, reader: Reader): WatcherState {
  return { ...state, readers: new Map(state.readers).set(reader.readerId, reader) };
}

function cardGone({ readerId, state }: Reader): WatcherEvent[] {
  if (state.state === 'empty') return [];
  return [{ name: 'cards/removed', payload: { readerId, presentationId: state.presentationId } }];
}
