import { en } from '../../renderer/i18n/en.js';
import { keyedTexts } from '../../renderer/i18n/keyed-texts.fixture.js';

/** Every English text of the screens, with its placeholders. */
export const texts: readonly string[] = keyedTexts(en).map(([, text]) => text);
