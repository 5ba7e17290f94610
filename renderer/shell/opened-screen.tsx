import { useEffect, useState, type ComponentType, type ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { Desk } from '../desk/desk.js';
import type { Projection } from '../state/projection.js';
import type { OtherScreenProps } from './other-screens.js';
import type { Screen } from '../state/screens.js';

/** The desk stands by then, and has the processor for itself until then, ms. */
const LATER_MS = 1_000;

interface OpenedScreenProps {
  readonly screen: Screen;
  readonly projection: Projection;
  readonly now: number;
}

/** The screen that is open. All but the desk are loaded when it stands, or sooner where one is asked for. */
export function OpenedScreen({ screen, projection, now }: OpenedScreenProps): ReactElement | null {
  const [Other, setOther] = useState<ComponentType<OtherScreenProps> | null>(null);
  const isAsked = screen !== 'desk';
  useEffect(() => {
    const load = async (): Promise<void> => {
      const { OtherScreen } = await import('./other-screens.js');
      // At once with its effects: the first key goes to the screen that is seen.
      flushSync(() => {
        setOther(() => OtherScreen);
      });
    };
    if (isAsked) {
      void load();
      return undefined;
    }
    const timer = setTimeout(() => void load(), LATER_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [isAsked]);

  if (screen === 'desk') return <Desk projection={projection} now={now} />;
  return Other === null ? null : <Other screen={screen} projection={projection} now={now} />;
}
