import { useEffect, useState, type ComponentType, type ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { Desk } from '../desk/desk.js';
import type { Screen } from '../state/screens.js';
import { screens } from './screens.js';

/** Delay before the other screens are loaded, so that the desk has the processor to itself at the start, ms. */
const LATER_MS = 1_000;

type Loaded = Readonly<Partial<Record<Screen, ComponentType>>>;

/** The open screen. All screens except the desk are loaded once the desk is ready, or sooner when one is opened. */
export function OpenedScreen({ screen }: { readonly screen: Screen }): ReactElement | null {
  const [loaded, setLoaded] = useState<Loaded>({ desk: Desk });
  const isMissing = loaded[screen] === undefined;
  useEffect(() => {
    const load = async (asked: typeof screens): Promise<void> => {
      const found = await Promise.all(asked.map(async (one) => [one.name, await one.load?.()] as const));
      // Synchronous, with effects, so that the first key goes to the visible screen.
      flushSync(() => {
        setLoaded((before) => ({ ...before, ...Object.fromEntries(found.filter(([, component]) => component !== undefined)) }));
      });
    };
    if (isMissing) {
      void load(screens.filter(({ name }) => name === screen));
      return undefined;
    }
    const timer = setTimeout(() => void load(screens), LATER_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [isMissing, screen]);

  const Open = loaded[screen];
  return Open === undefined ? null : <Open />;
}
