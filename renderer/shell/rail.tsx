import type { ReactElement } from 'react';
import { attentionReason } from '../attention/attention-reasons.js';
import { useTranslation } from '../i18n/i18n.js';
import { withControl } from '../keys/shortcut.js';
import { useFormats } from '../i18n/format.js';
import { useNow } from '../state/now.js';
import { openScreen, useScreen } from '../state/screens.js';
import { useProjection } from '../state/station.js';
import { screens } from './screens.js';

/** Navigation to every screen with its key; for Attention also the number of bindings that need it. */
export function Rail(): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  const open = useScreen(({ screen }) => screen);
  const now = useNow();
  const needPerson = useProjection(({ bindings }) => bindings.filter((binding) => attentionReason(binding, now) !== null).length);
  return (
    <nav className="rail" aria-label={t('nav.title')}>
      {screens.map(({ name: screen, digit, icon: Icon }) => {
        const count = screen === 'attention' ? needPerson : 0;
        return (
          <button
            key={screen}
            type="button"
            className="rail-item"
            aria-current={screen === open ? 'page' : undefined}
            aria-keyshortcuts={digit === undefined ? undefined : `Control+${String(digit)}`}
            data-testid={`go-${screen}`}
            onClick={() => {
              openScreen(screen);
            }}
          >
            <span className="rail-icon">
              <Icon aria-hidden size={24} />
              {count > 0 && (
                <span className="rail-count" data-testid="attention-count">
                  {number(count)}
                </span>
              )}
            </span>
            <span className="rail-word">{t(`${screen}.nav`)}</span>
            {count > 0 && <span className="hidden">{t('bindings.needPerson', { count })}</span>}
            {digit !== undefined && <kbd aria-hidden>{withControl(t, String(digit))}</kbd>}
          </button>
        );
      })}
    </nav>
  );
}
