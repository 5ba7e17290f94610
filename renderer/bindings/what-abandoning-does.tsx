import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.js';

/** What abandoning a request does and does not do, to be read before it is requested and before it is approved. */
export function WhatAbandoningDoes(): ReactElement {
  const { t } = useTranslation();
  return (
    <div data-testid="what-abandoning-does">
      <p>{t('abandon.does')}</p>
      <p>
        <strong>{t('abandon.doesNot')}</strong>
      </p>
    </div>
  );
}
