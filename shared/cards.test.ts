import { describe, expect, it } from 'vitest';
import type { CardKind } from './card-kind.js';
import { kindOf, type CardIdSource, type Identification } from './cards.js';

function identified(source: CardIdSource): Identification {
  const raw = '3ff188bcba833740826246eba1291c6e';
  return { state: 'identified', cardId: { text: 'bc88f13f-83ba-4037-8262-46eba1291c6e', raw, byteOrder: 'windows-guid', source } };
}
function unknown(kind?: CardKind): Identification {
  return { state: 'unidentified', problem: { code: 'unknown-applet', ...(kind === undefined ? {} : { kind }) } };
}

describe('kindOf', () => {
  it.each<[string, Identification, CardKind, CardKind]>([
    ['the applet that gave the id takes precedence over the ATR', identified('gids'), 'piv', 'gids'],
    ['a PIV application on a card with an unknown ATR', identified('piv'), 'unknown', 'piv'],
    ['a PIV application on a Common Access Card', identified('piv'), 'cac', 'cac'],
    ['a UID does not determine the kind', identified('contactless-uid'), 'storage', 'storage'],
    ['an applet that answered takes precedence over the ATR', unknown('fido'), 'piv', 'fido'],
    ['no applet answered', unknown('unknown'), 'piv', 'piv'],
    ['no applet was selected', unknown(), 'storage', 'storage'],
    [
      'an applet without an id',
      { state: 'unidentified', problem: { code: 'no-card-id', statusWord: '6a88', applet: 'piv' } },
      'unknown',
      'piv',
    ],
    [
      'an applet that refuses its id',
      { state: 'unidentified', problem: { code: 'refused', statusWord: '6982', applet: 'gids' } },
      'unknown',
      'gids',
    ],
    ['a blank PIV id on a Common Access Card', { state: 'unidentified', problem: { code: 'blank-card-id', applet: 'piv' } }, 'cac', 'cac'],
    ['another problem', { state: 'unidentified', problem: { code: 'blank-card-id' } }, 'gids', 'gids'],
    ['not read yet', { state: 'identifying' }, 'gids', 'gids'],
  ])('%s', (_why, identification, hint, kind) => {
    expect(kindOf(identification, hint)).toBe(kind);
  });
});
