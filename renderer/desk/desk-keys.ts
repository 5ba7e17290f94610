import { useEffect, useRef, type RefObject } from 'react';
import { useDesk } from './desk-state.js';
import { noFilter } from './filter.js';
import { noBurst, onWedgeKey, queryOfScan, type Burst } from './wedge.js';

export interface DeskKeys {
  readonly searchBox: RefObject<HTMLInputElement | null>;
  /** Moves the cursor by so many rows. */
  readonly move: (rows: number) => void;
  /** Chooses the request the cursor is on. */
  readonly choose: () => void;
  /** Takes what a barcode scanner read. */
  readonly scan: (query: string) => void;
}

/** The desk's keyboard, and a scanner's: typing anywhere searches, arrows move, Enter chooses, Esc clears. A dialog has its own. */
export function useDeskKeys(keys: DeskKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    let burst: Burst = noBurst;
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const next = onWedgeKey(burst, { key: event.key, at: event.timeStamp });
      burst = next.burst;
      if (next.scanned !== null && isScanHere(event, latest.current)) {
        event.preventDefault();
        latest.current.scan(queryOfScan(next.scanned));
      } else {
        onKey(event, latest.current);
      }
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
    };
  }, []);
}

/** A scan goes to the desk from everywhere but a field of its own, such as the reason of a decision. */
function isScanHere({ target }: KeyboardEvent, { searchBox }: DeskKeys): boolean {
  if (useDesk.getState().step.step !== 'choosing') return false;
  return target === searchBox.current || !(target instanceof HTMLInputElement || target instanceof HTMLSelectElement);
}

function onKey(event: KeyboardEvent, { searchBox, move, choose }: DeskKeys): void {
  const { target, key } = event;
  if (useDesk.getState().step.step !== 'choosing') return;
  const elsewhere = target instanceof HTMLElement && target.closest('button, select, [data-keys="own"]') !== null;
  // What is typed into another field belongs there.
  if (target instanceof HTMLInputElement && target !== searchBox.current && key !== 'Escape') return;
  switch (key) {
    case 'ArrowDown':
      if (!elsewhere) move(1);
      break;
    case 'ArrowUp':
      if (!elsewhere) move(-1);
      break;
    case 'PageDown':
      move(8);
      break;
    case 'PageUp':
      move(-8);
      break;
    case 'Enter':
      if (elsewhere || event.repeat) return;
      choose();
      break;
    case 'Escape':
      useDesk.setState({ query: '', filter: noFilter, cursor: null });
      searchBox.current?.focus();
      break;
    default:
      // The key itself then lands in the box.
      if (key.length === 1 && key !== ' ' && target !== searchBox.current) searchBox.current?.focus();
      return;
  }
  if (!elsewhere || key === 'Escape') event.preventDefault();
}
