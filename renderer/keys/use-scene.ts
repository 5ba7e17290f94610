import { useLayoutEffect, useRef } from 'react';
import { keyWatch } from './key-watch.js';

/**
 * Tells the key watch that a dialog opened, closed or changed, so that no key counts before a person can have seen it.
 *
 * @param shows the content that a person decides by
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
