import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.js';
import { useIgnoredPress } from './key-watch.js';

/** Says that a key press was ignored, why, and what to do: in the dialog it was for, or on the screen if none is open. */
export function IgnoredPress({ outside = false }: { readonly outside?: boolean }): ReactElement | null {
  const { t } = useTranslation();
  const { why, inDialog } = useIgnoredPress();
  if (why === null || inDialog === outside) return null;
  return (
    <p className="notice warn" role="alert" data-testid={`confirm-${why}`}>
      {t(outside && why === 'rushed' ? 'keys.rushedOutside' : `keys.${why}`)}
    </p>
  );
}
