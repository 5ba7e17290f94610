import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** What having a request abandoned does, and what it does not: to be read before it is asked for, and before it is approved. */
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
