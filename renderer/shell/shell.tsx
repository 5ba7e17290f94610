import { useEffect, useRef, type ReactElement, type RefObject } from 'react';
import { useDesk } from '../desk/desk-state.js';
import { usePreparedOpening } from '../desk/prepared-opening.js';
import { useTranslation } from '../i18n/i18n.js';
import { Idle, useIdle } from '../kiosk/idle.js';
import { IgnoredPress } from '../keys/ignored-press.js';
import { RunNotice } from '../run/run-notice.js';
import { RoleNotice } from '../roles/role-notice.js';
import { SignIn } from '../sign-in/sign-in.js';
import { Announcer } from './announcer.js';
import { Header } from './header.js';
import { OpenedScreen } from './opened-screen.js';
import { Rail } from './rail.js';
import { openScreen, useScreen } from '../state/screens.js';
import { useProjection } from '../state/station.js';
import { screenOfKey } from './screens.js';
import { Warnings } from '../attention/warnings.js';
import './shell.css';

/** Frame of every screen: training banner, connection, navigation. */
export function Shell(): ReactElement {
  const { t } = useTranslation();
  const screen = useScreen((state) => state.screen);
  const mode = useProjection((state) => state.mode);
  const place = useRef<HTMLDivElement>(null);
  const idle = useIdle(useProjection(({ kiosk }) => kiosk.idleMs));
  usePreparedOpening(idle);

  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const asked = screenOfKey(event);
      if (asked === null || asked === useScreen.getState().screen) return;
      event.preventDefault();
      openScreen(asked);
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
    };
  }, []);

  // A screen takes the focus when it opens: its first field, or the screen itself.
  useEffect(() => {
    if (place.current?.contains(document.activeElement) === false) place.current.focus();
  }, [screen]);

  return (
    <div className="shell" data-testid="shell" data-mode={mode}>
      {!idle && <Announcer />}
      <div className="shell-frame">
        {mode === 'training' && (
          <aside className="training-banner" aria-label={t('training.badge')}>
            <strong>{t('training.badge')}</strong> {t('training.banner')}
          </aside>
        )}
        {idle ? <Idle /> : <Working place={place} />}
      </div>
    </div>
  );
}

interface WorkingProps {
  readonly place: RefObject<HTMLDivElement | null>;
}

/** The frame while the desk is attended. */
function Working({ place }: WorkingProps): ReactElement {
  const screen = useScreen((state) => state.screen);
  return (
    <>
      <Header />
      <SignInAtDesk />
      <div className="shell-body">
        <Rail />
        <div className="shell-screen" ref={place} tabIndex={-1} data-screen={screen}>
          <RoleNotice />
          <IgnoredPress outside />
          <Warnings />
          {screen !== 'run' && <RunNotice />}
          <OpenedScreen screen={screen} />
        </div>
      </div>
    </>
  );
}

/** A component of its own, so that a dialog of the desk renders nothing else of the frame. */
function SignInAtDesk(): ReactElement {
  return <SignIn isDeskFree={useDesk(({ step }) => step.step === 'choosing')} />;
}
