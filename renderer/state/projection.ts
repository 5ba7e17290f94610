import { assertNever } from '../../shared/assert-never.js';
import type { Snapshot, StationEvent } from '../../shared/contract.js';
import type { Reader, ReaderState } from '../../shared/readers.js';
import type { RequestView } from '../../shared/requests.js';
import type { StockProgress } from '../../shared/stock.js';

/** What the screen draws: main's snapshot, brought forward by events. Requests by id. */
export interface Projection extends Omit<Snapshot, 'requests'> {
  readonly requests: ReadonlyMap<string, RequestView>;
  /** How far the last work on a list of cards had come when main last said so; null before any. */
  readonly stockProgress: StockProgress | null;
}

/** The projection a snapshot stands for. */
export function fromSnapshot(snapshot: Snapshot): Projection {
  return { ...snapshot, stockProgress: null, requests: new Map(snapshot.requests.map((request) => [request.requestId, request])) };
}

/**
 * Brings the projection forward by events in a row; pure.
 *
 * @returns the next projection; the same one for events it already includes; `gap` when one was missed, so that
 *   main must be asked for a snapshot
 */
export function applyAll(projection: Projection, events: readonly StationEvent[]): Projection | 'gap' {
  let next = projection;
  // A long list comes in many portions: it is copied once for all of them.
  let requests: Map<string, RequestView> | null = null;
  for (const event of events) {
    if (event.seq <= next.seq) continue;
    if (event.seq !== next.seq + 1) return 'gap';
    if (event.name === 'requests/changed') {
      const { put, removed, fetchedAt } = event.payload;
      if (put.length > 0 || removed.length > 0) requests ??= new Map(next.requests);
      for (const requestId of removed) requests?.delete(requestId);
      for (const request of put) requests?.set(request.requestId, request);
      next = { ...next, seq: event.seq, requests: requests ?? next.requests, requestsFetchedAt: fetchedAt };
    } else {
      next = { ...changed(next, event), seq: event.seq };
    }
  }
  return next;
}

function changed(projection: Projection, event: Exclude<StationEvent, { name: 'requests/changed' }>): Projection {
  switch (event.name) {
    case 'readers/added': {
      const { reader } = event.payload;
      const others = projection.readers.filter(({ readerId }) => readerId !== reader.readerId);
      return { ...projection, readers: [...others, reader] };
    }
    case 'readers/removed':
      return {
        ...projection,
        readers: projection.readers.filter(({ readerId }) => readerId !== event.payload.readerId),
      };
    case 'readers/serviceChanged':
      return { ...projection, service: event.payload.service };
    case 'cards/inserted': {
      const { readerId, presentationId, atr } = event.payload;
      return withReader(projection, readerId, () =>
        atr === null
          ? { state: 'mute', presentationId }
          : { state: 'card', presentationId, atr, identification: { state: 'identifying' } },
      );
    }
    case 'cards/identified': {
      const { readerId, presentationId, identification } = event.payload;
      return withReader(projection, readerId, (state) =>
        state.state === 'card' && state.presentationId === presentationId ? { ...state, identification } : state,
      );
    }
    case 'cards/removed': {
      const { readerId, presentationId } = event.payload;
      return withReader(projection, readerId, (state) =>
        state.state !== 'empty' && state.presentationId === presentationId ? { state: 'empty' } : state,
      );
    }
    case 'bindings/changed': {
      const { binding } = event.payload;
      const known = projection.bindings.some(({ bindingId }) => bindingId === binding.bindingId);
      return {
        ...projection,
        bindings: known
          ? projection.bindings.map((other) => (other.bindingId === binding.bindingId ? binding : other))
          : [binding, ...projection.bindings],
      };
    }
    case 'prepared/changed':
      return { ...projection, prepared: event.payload.prepared };
    case 'line/changed':
      return { ...projection, line: event.payload.line };
    case 'signIn/changed':
      return { ...projection, signIn: event.payload.signIn };
    case 'role/changed':
      return { ...projection, role: event.payload.role };
    case 'kiosk/changed':
      return { ...projection, kiosk: event.payload.kiosk };
    case 'stock/changed':
      return { ...projection, stock: event.payload.stock };
    case 'stock/progressed':
      return { ...projection, stockProgress: event.payload.progress };
    case 'training/changed':
      return { ...projection, training: event.payload.training };
    case 'station/preferencesChanged':
      return { ...projection, preferences: event.payload.preferences };
    case 'station/warned':
      return { ...projection, warnings: event.payload.warnings };
    default:
      return assertNever(event);
  }
}

function withReader(projection: Projection, readerId: string, next: (state: ReaderState) => ReaderState): Projection {
  const readers = projection.readers.map((reader: Reader) =>
    reader.readerId === readerId ? { ...reader, state: next(reader.state) } : reader,
  );
  return { ...projection, readers };
}
