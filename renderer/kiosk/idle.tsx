import { CreditCard } from 'lucide-react';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { cleanDesk, useDesk } from '../desk/desk-state.js';
import { useScreen } from '../state/screens.js';
import './kiosk.css';

/** What counts as somebody being there. A card alone does not: it may have been left lying. */
const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const;

/**
 * Whether nobody has been at the desk for a while. Then the desk is cleaned, whatever was open on it; the first key or
 * touch afterwards only wakes it. A binding that is on its way goes on.
 *
 * @param idleMs null: never
 */
export function useIdle(idleMs: number | null): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    if (idleMs === null) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    let asleep = false;
    const sleep = (): void => {
      // The answer to a confirmation is seen before the desk is cleaned.
      if (useDesk.getState().step.step === 'sending') {
        timer = setTimeout(sleep, idleMs);
        return;
      }
      asleep = true;
      cleanDesk();
      useScreen.setState({ screen: 'desk' });
      setIdle(true);
    };
    const wake = (event: Event): void => {
      clearTimeout(timer);
      timer = setTimeout(sleep, idleMs);
      // A pointer that moves may have been pushed; it shows nobody anything.
      if (!asleep || event.type === 'pointermove') return;
      asleep = false;
      event.preventDefault();
      event.stopImmediatePropagation();
      setIdle(false);
    };
    timer = setTimeout(sleep, idleMs);
    for (const sign of signs) window.addEventListener(sign, wake, { capture: true, passive: false });
    return () => {
      clearTimeout(timer);
      for (const sign of signs) window.removeEventListener(sign, wake, { capture: true });
    };
  }, [idleMs]);
  return idle;
}

/** A desk at which nobody is: nothing of anybody on it. */
export function Idle(): ReactElement {
  const { t } = useTranslation();
  return (
    <main className="idle" data-testid="idle">
      <CreditCard aria-hidden size={72} strokeWidth={1.25} />
      <h1>{t('kiosk.idle')}</h1>
      <p className="quiet">{t('kiosk.idleHint')}</p>
    </main>
  );
}
