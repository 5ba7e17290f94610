import { CreditCard } from 'lucide-react';
import { useEffect, useState, type ReactElement } from 'react';
import { clearDesk, useDesk } from '../desk/desk-state.js';
import { useTranslation } from '../i18n/i18n.js';
import { useScreen } from '../state/screens.js';
import './kiosk.css';

/** Events that show that someone is there. A card alone does not count: it may have been left behind. */
const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const;

/**
 * Returns whether the desk has been unattended for a while. The desk is then cleared, whatever was open; the first key or
 * touch afterwards only wakes it. A binding being sent continues.
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
      // The result of a confirmation is shown before the desk is cleared.
      if (useDesk.getState().step.step === 'sending') {
        timer = setTimeout(sleep, idleMs);
        return;
      }
      asleep = true;
      clearDesk();
      useScreen.setState({ screen: 'desk' });
      setIdle(true);
    };
    const wake = (event: Event): void => {
      clearTimeout(timer);
      timer = setTimeout(sleep, idleMs);
      // A pointer movement may be a bump, so it does not wake the desk.
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

/** Screen of an unattended desk, without personal data. */
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
