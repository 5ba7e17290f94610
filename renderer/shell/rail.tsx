import { Activity, BookOpenCheck, CircleAlert, ClipboardCheck, CreditCard, FileText, Package, Settings } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format.js';
import { go, screens, useScreen } from '../state/screens.js';

const icons = {
  desk: CreditCard,
  attention: CircleAlert,
  history: BookOpenCheck,
  stock: Package,
  prepared: ClipboardCheck,
  report: FileText,
  diagnostics: Activity,
  settings: Settings,
} as const;

/** The way to every screen, with its key and, for Attention, how many bindings wait for a person. */
export function Rail({ needPerson }: { readonly needPerson: number }): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  const open = useScreen(({ screen }) => screen);
  const modifier = /mac/i.test(navigator.userAgent) ? '⌘' : 'Ctrl ';
  return (
    <nav className="rail" aria-label={t('nav.title')}>
      {screens.map((screen, index) => {
        const Icon = icons[screen];
        const count = screen === 'attention' ? needPerson : 0;
        return (
          <button
            key={screen}
            type="button"
            className="rail-item"
            aria-current={screen === open ? 'page' : undefined}
            aria-keyshortcuts={`Control+${String(index + 1)}`}
            data-testid={`go-${screen}`}
            onClick={() => {
              go(screen);
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
            <span className="rail-word">{t(`nav.${screen}`)}</span>
            {count > 0 && <span className="hidden">{t('bindings.needPerson', { count })}</span>}
            <kbd aria-hidden>
              {modifier}
              {index + 1}
            </kbd>
          </button>
        );
      })}
    </nav>
  );
}
