import type { TFunction } from 'i18next';
import type { Abandon } from '../../shared/abandon.js';
import { cmErrorText } from '../i18n/sentences.js';

/** Returns the state of abandoning a request, and what it means for the card, as sentences. */
export function abandonText(t: TFunction, abandon: Abandon): string {
  switch (abandon.state) {
    case 'sending':
      return t('abandon.sending', { reason: abandon.reason });
    case 'unconfirmed':
      return [t('abandon.unconfirmed'), ...sayError(t, abandon.error)].join(' ');
    case 'abandoned':
      return [
        abandon.word === null
          ? t('abandon.answered', { reason: abandon.reason })
          : t('abandon.found', { word: t(`care.short.${abandon.word}`) }),
        t('abandon.keep'),
      ].join(' ');
    case 'not-abandoned':
      return [t(`abandon.why.${abandon.why}`, { status: String(abandon.status ?? '') }), ...sayError(t, abandon.error)].join(' ');
  }
}

/** Returns how the call ended, and the server's message if there was one. */
function sayError(t: TFunction, error: Extract<Abandon, { state: 'unconfirmed' }>['error']): readonly string[] {
  if (error === null) return [];
  return [cmErrorText(t, error), ...('message' in error && error.message !== '' ? [t('outcome.said', { message: error.message })] : [])];
}
