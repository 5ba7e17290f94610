import { useLayoutEffect, useRef } from 'react';
import { keyWatch } from './key-watch.js';

/**
 * Tells the watch of the keys that a dialog came up, went, or shows something else, so that no key counts before a person
 * can have seen it.
 *
 * @param shows what stands in it that a person decides by
 */
export function useScene(shows: string): void {
  const shown = useRef(shows);
  useLayoutEffect(() => {
    keyWatch().changeScene(true);
    return () => {
      keyWatch().changeScene(true);
    };
  }, []);
  useLayoutEffect(() => {
    if (shown.current === shows) return;
    shown.current = shows;
    keyWatch().changeScene(false);
  }, [shows]);
}
