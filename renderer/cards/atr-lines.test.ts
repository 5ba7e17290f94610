import i18next from 'i18next';
import { expect, it } from 'vitest';
import { parseAtr } from '../../shared/atr/parse.js';
import { makeFormats } from '../i18n/format.js';
import { fr } from '../i18n/fr.js';
import { atrLines } from './atr-lines.js';

it('writes voltages with the decimal mark of the language', async () => {
  const t = await i18next
    .createInstance()
    .init({ lng: 'fr', resources: { fr: { translation: fr } }, interpolation: { escapeValue: false }, showSupportNotice: false });
  const lines = atrLines(t, makeFormats('fr').number, parseAtr('3b80811f0719'));
  expect(lines.find(({ topic }) => topic === 'power')?.value).toContain('A (5\u00A0V), B (3\u00A0V), C (1,8\u00A0V)');
});
