import { useEffect, useRef, type RefObject } from 'react';
import { keyWatch } from '../keys/key-watch.js';
import type { Scan } from '../keys/scan.js';
import { isDialogOpen } from '../state/screens.js';
import { useDesk } from './desk-state.js';
import { noFilter } from './filter.js';
import { isScan } from '../keys/scanned.js';

export interface DeskKeys {
  readonly searchBox: RefObject<HTMLInputElement | null>;
  /** Moves the cursor by a number of rows. */
  readonly move: (rows: number) => void;
  /** Chooses the request under the cursor. */
  readonly choose: () => void;
  /** Handles a scan of a barcode scanner. */
  readonly scan: (scan: Scan) => void;
}

/**
 * Handles the desk's keyboard and barcode scanner: typing anywhere searches, arrows move, Enter chooses, Esc clears. Dialogs
 * handle their own keys.
 */
export function useDeskKeys(keys: DeskKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const { scans } = keyWatch();
    const listen = (event: KeyboardEvent): void => {
      if (isDialogOpen()) return;
      const endedBy = scans.endedBy(event);
      if (endedBy === 'suffix-again') {
        event.preventDefault();
      } else if (endedBy !== null && isScan(endedBy, scans.scanner) && isScanHere(event.target, latest.current)) {
        event.preventDefault();
        latest.current.scan(endedBy);
      } else if (!event.ctrlKey && !event.metaKey && !event.altKey) {
        onKey(event, latest.current);
      }
    };
    window.addEventListener('keydown', listen);
    const unlisten = scans.listen((scan) => {
      if (scan.suffix === 'none' && !isDialogOpen() && isScan(scan, scans.scanner) && isScanHere(document.activeElement, latest.current))
        latest.current.scan(scan);
    });
    return () => {
      window.removeEventListener('keydown', listen);
      unlisten();
    };
  }, []);
}

/** Returns whether a scan belongs to the desk: everywhere except in other fields, such as the reason of a decision. */
function isScanHere(target: EventTarget | null, { searchBox }: DeskKeys): boolean {
  if (useDesk.getState().step.step !== 'choosing') return false;
  return (
    target === searchBox.current ||
    !(target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement)
  );
}

function onKey(event: KeyboardEvent, { searchBox, move, choose }: DeskKeys): void {
  const { target, key } = event;
  if (useDesk.getState().step.step !== 'choosing') return;
  const elsewhere = target instanceof HTMLElement && target.closest('button, select, [data-keys="own"]') !== null;
  // Text typed into another field stays there.
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
      useDesk.setState({ query: '', filter: noFilter, cursor: null, unknownScan: null, heldBack: null });
      searchBox.current?.focus();
      break;
    default:
      // The key event itself then types into the box.
      if (key.length === 1 && key !== ' ' && target !== searchBox.current) searchBox.current?.focus();
      return;
  }
  if (!elsewhere || key === 'Escape') event.preventDefault();
}
