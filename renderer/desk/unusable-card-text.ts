import type { TFunction } from 'i18next';
import type { Reader } from '../../shared/readers.js';
import { identificationProblemText } from '../i18n/sentences.js';

/** Returns why no card in a reader can be used now, by the first card that is being read or cannot be used; null if there is none. */
export function unusableCardText(t: TFunction, readers: readonly Reader[]): string | null {
  for (const { state } of readers) {
    if (state.state === 'mute') return `${t('card.mute')}. ${t('card.muteHint')}`;
    if (state.state !== 'card') continue;
    switch (state.identification.state) {
      case 'identifying':
        return t('card.reading');
      case 'unidentified':
        return identificationProblemText(t, state.identification.problem);
      case 'identified':
        continue;
    }
  }
  return null;
}
