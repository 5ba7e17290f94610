import { useEffect, useState, type ComponentType, type ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { Desk } from '../desk/desk.js';
import type { Screen, ScreenProps } from '../state/screens.js';
import { screens } from './screens.js';

/** The desk stands by then, and has the processor for itself until then, ms. */
const LATER_MS = 1_000;

type Loaded = Readonly<Partial<Record<Screen, ComponentType<ScreenProps>>>>;

/** The screen that is open. All but the desk are loaded when it stands, or sooner where one is asked for. */
export function OpenedScreen({ screen, ...props }: ScreenProps & { readonly screen: Screen }): ReactElement | null {
  const [loaded, setLoaded] = useState<Loaded>({ desk: Desk });
  const isMissing = loaded[screen] === undefined;
  useEffect(() => {
    const load = async (asked: typeof screens): Promise<void> => {
      const found = await Promise.all(asked.map(async (one) => [one.name, await one.load?.()] as const));
      // At once with its effects: the first key goes to the screen that is seen.
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
  return Open === undefined ? null : <Open {...props} />;
}
