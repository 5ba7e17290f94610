import { assertNever } from '../../shared/assert-never.js';
import { shownBindings, type BindingView } from '../../shared/bindings.js';
import type { Snapshot, StationEvent } from '../../shared/contract.js';
import type { Reader, ReaderState } from '../../shared/readers.js';
import type { StockProgress } from '../../shared/stock.js';
import { listOf, withChanges, type RequestChange, type RequestList } from './request-list.js';

/** What the screen draws: main's snapshot, brought forward by events. */
export interface Projection extends Omit<Snapshot, 'requests' | 'bindings'> {
  readonly requests: RequestList;
  /** Newest first; of the closed ones the newest only, for a desk is open for days. */
  readonly bindings: readonly BindingView[];
  /** How far the last work on a list of cards had come when main last said so; null before any. */
  readonly stockProgress: StockProgress | null;
}

/** The projection a snapshot stands for. */
export function fromSnapshot(snapshot: Snapshot): Projection {
  return { ...snapshot, stockProgress: null, requests: listOf(snapshot.requests) };
}

/**
 * Brings the projection forward by events in a row. The list of requests goes over to the next one ({@link RequestsById}).
 *
 * @returns the next projection; the same one for events it already includes; `gap` when one was missed, so that
 *   main must be asked for a snapshot
 */
export function applyAll(projection: Projection, events: readonly StationEvent[]): Projection | 'gap' {
  let next = projection;
  // A long list comes in many portions, and an outbox in many steps: each is copied once for all of them.
  const requests: RequestChange[] = [];
  const bindings = new Map<string, BindingView>();
  for (const event of events) {
    if (event.seq <= next.seq) continue;
    if (event.seq !== next.seq + 1) return 'gap';
    if (event.name === 'requests/changed') {
      requests.push(event.payload);
      next = { ...next, seq: event.seq, requestsFetchedAt: event.payload.fetchedAt };
    } else if (event.name === 'bindings/changed') {
      bindings.set(event.payload.binding.bindingId, event.payload.binding);
      next = { ...next, seq: event.seq };
    } else {
      next = { ...changed(next, event), seq: event.seq };
    }
  }
  if (requests.length > 0) next = { ...next, requests: withChanges(next.requests, requests) };
  if (bindings.size > 0) next = { ...next, bindings: withChanged(next.bindings, bindings) };
  return next;
}

/** Bindings that changed keep their place, new ones come to the front; those nobody needs any more go. */
function withChanged(bindings: readonly BindingView[], changed: ReadonlyMap<string, BindingView>): readonly BindingView[] {
  const fresh = new Map(changed);
  const known = bindings.map((binding) => {
    const now = changed.get(binding.bindingId);
    fresh.delete(binding.bindingId);
    return now ?? binding;
  });
  return shownBindings([...[...fresh.values()].reverse(), ...known]);
}

type Single = Exclude<StationEvent, { name: 'requests/changed' | 'bindings/changed' }>;

function changed(projection: Projection, event: Single): Projection {
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
        atr === null ? { state: 'mute', presentationId } : { state: 'card', presentationId, atr, identification: { state: 'identifying' } },
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
