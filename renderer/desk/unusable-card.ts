import type { TFunction } from 'i18next';
import type { Reader } from '../../shared/readers.js';
import { sayProblem } from '../i18n/say.js';

/** Why no card in a reader can be used just now: of the first that is being read or cannot be. Null where there is none. */
export function sayUnusableCard(t: TFunction, readers: readonly Reader[]): string | null {
  for (const { state } of readers) {
    if (state.state === 'mute') return `${t('card.mute')}. ${t('card.muteHint')}`;
    if (state.state !== 'card') continue;
    switch (state.identification.state) {
      case 'identifying':
        return t('card.reading');
      case 'unidentified':
        return sayProblem(t, state.identification.problem);
      case 'identified':
        continue;
    }
  }
  return null;
}
