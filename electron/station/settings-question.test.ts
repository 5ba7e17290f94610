import { describe, expect, it } from 'vitest';
import { languageSchema } from '../../shared/preferences.js';
import { saveQuestion, testQuestion } from './settings-question.js';

describe('the question before settings are saved', () => {
  it('names every key with what counts now and what would count then', () => {
    const { message, detail } = saveQuestion('en', [
      { key: 'server.url', before: null, after: 'https://cm.example.org' },
      { key: 'policy.bindOffline', before: false, after: true },
      { key: 'kiosk.pinHash', before: 'scrypt:aa:bb', after: 'scrypt:cc:dd' },
    ]);
    expect(message).toBe('Save these settings and open the station again?');
    expect(detail).toBe(
      'server.url\n    now: not set\n    then: "https://cm.example.org"\n' +
        'policy.bindOffline\n    now: false\n    then: true\n' +
        'kiosk.pinHash\n    now: a PIN\n    then: a new PIN\n\n' +
        'Say yes only if it was you who changed them.',
    );
  });

  it.each(languageSchema.options)('is asked in %s', (language) => {
    const { detail, ...rest } = saveQuestion(language, [{ key: 'pollSeconds', before: 30, after: 60 }]);
    expect(detail).toContain('60');
    expect(new Set(Object.values(rest)).size).toBe(4);
    expect(testQuestion(language, 'https://cm.example.org').detail).toContain('https://cm.example.org');
  });

  it.each([
    ['line breaks', 'https://a.example.org\n\n\nthen: "https://cm.example.org"', 'https://a.example.org\\n\\n\\nthen'],
    ['letters that turn others round', 'https://\u202Egro.elpmaxe', '\\u{202e}'],
    ['letters that are not seen', 'https://cm.exam\u200Bple.org', '\\u{200b}'],
    ['letters of another script in an address', 'https://cm.ex\u0430mple.org', '\\u{430}'],
  ])('hides nothing behind %s', (_what, after, seen) => {
    expect(saveQuestion('en', [{ key: 'server.url', before: null, after }]).detail).toContain(seen);
  });

  it('is not pushed out of sight by long values or many keys, and what is first in the schema is first', () => {
    const many = Array.from({ length: 29 }, (_, index) => ({ key: `key${String(index)}`, before: null, after: ' '.repeat(2_000) }));
    const { detail } = saveQuestion('en', many);
    expect(detail.split('\n')).toHaveLength(3 * 12 + 3);
    expect(Math.max(...detail.split('\n').map((line) => line.length))).toBeLessThan(250);
    expect(detail).toContain('key28');
    expect(detail).toContain('(2002)');
  });

  it('leaves ordinary letters of every language as they are', () => {
    expect(saveQuestion('en', [{ key: 'cards.contactlessUidReaders', before: [], after: ['Lecteur à l’entrée №1'] }]).detail).toContain('Lecteur à l');
  });
});
