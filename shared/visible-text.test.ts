import { describe, expect, it } from 'vitest';
import { visibleText } from './visible-text.js';

describe('a displayed name', () => {
  it.each([
    ['a direction override', 'Noor \u202enesnaJ', 'Noor nesnaJ'],
    ['direction isolates', '\u2066Noor\u2069 Jansen', 'Noor Jansen'],
    ['direction marks', 'Noor\u200e \u200fJansen', 'Noor Jansen'],
    ['zero-width characters', 'No\u200bo\u200cr\u200d\u2060 Jansen\ufeff', 'Noor Jansen'],
    ['a soft hyphen', 'No\u00ador', 'Noor'],
    ['tags', 'Noor\u{e0041}\u{e007f}', 'Noor'],
    ['a filler', '\u3164Noor', 'Noor'],
    ['control characters', 'No\u0007or\u0085', 'Noor'],
    ['nothing that is white space', 'Noor\r\n\tJansen', 'Noor\r\n\tJansen'],
  ])('loses %s', (_what, written, shown) => {
    expect(visibleText(written)).toBe(shown);
  });

  it('keeps letters of every script, accents and emoji', () => {
    for (const name of [
      'Noor van der Velden',
      'İlker Yıldız',
      'Zoë D’Août',
      'محمد علي',
      'אבי כהן',
      '田中 太郎',
      'Nguyễn Thị Hồng',
      'Jose\u0301',
    ])
      expect(visibleText(name)).toBe(name);
  });
});
