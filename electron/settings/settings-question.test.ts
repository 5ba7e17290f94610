import { describe, expect, it } from 'vitest';
import { languageSchema } from '../../shared/preferences.js';
import { saveQuestion, testQuestion } from './settings-question.js';

describe('the question before settings are saved', () => {
  it('names every key with the effective value before and after', () => {
    const { message, detail } = saveQuestion('en', [
      { key: 'server.url', before: null, after: 'https://cm.example.org' },
      { key: 'policy.bindOffline', before: false, after: true },
      { key: 'kiosk.pinHash', before: 'scrypt:aa:bb', after: 'scrypt:cc:dd' },
    ]);
    expect(message).toBe('Save these settings and restart the station?');
    expect(detail).toBe(
      'server.url\n    current: not set\n    new: "https://cm.example.org"\n' +
        'policy.bindOffline\n    current: false\n    new: true\n' +
        'kiosk.pinHash\n    current: a PIN\n    new: a new PIN\n\n' +
        'Select Save only if you made these changes.',
    );
  });

  it.each(languageSchema.options)('is asked in %s', (language) => {
    const { detail, ...rest } = saveQuestion(language, [{ key: 'pollSeconds', before: 30, after: 60 }]);
    expect(detail).toContain('60');
    expect(new Set(Object.values(rest)).size).toBe(4);
    expect(testQuestion(language, 'https://cm.example.org').detail).toContain('https://cm.example.org');
  });

  it('has a no-break space before colons in French', () => {
    const { detail } = saveQuestion('fr', [{ key: 'pollSeconds', before: 30, after: 60 }]);
    expect(detail).toContain('    maintenant\u00A0: 30\n    nouveau\u00A0: 60\n');
  });

  it.each([
    ['line breaks', 'https://a.example.org\n\n\nnew: "https://cm.example.org"', 'https://a.example.org\\n\\n\\nnew'],
    ['characters that reverse the direction of text', 'https://\u202Egro.elpmaxe', '\\u{202e}'],
    ['invisible characters', 'https://cm.exam\u200Bple.org', '\\u{200b}'],
    ['letters of another script in an address', 'https://cm.ex\u0430mple.org', '\\u{430}'],
  ])('spells out %s', (_what, after, seen) => {
    expect(saveQuestion('en', [{ key: 'server.url', before: null, after }]).detail).toContain(seen);
  });

  it.each([
    ['server.url', `https://${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.evil.example`],
    ['server.prefix', `/${'a'.repeat(198)}`],
    ['server.signIn.pages', Array.from({ length: 50 }, (_, index) => `fs${String(index)}.evil.example`)],
    ['server.signIn.windowsServers', ['x'.repeat(200), 'evil.example']],
    ['people.directory.url', `ldaps://${'d'.repeat(200)}.evil.example`],
  ])('shows %s completely, however long', (key, after) => {
    expect(saveQuestion('en', [{ key, before: null, after }]).detail).toContain(`new: ${JSON.stringify(after)}\n`);
  });

  it("shows another server's host separately, first, and its address completely", () => {
    const host = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.evil.example:8443`;
    const address = `https://${host}/${'p'.repeat(199)}/api/v1.0/`;
    for (const language of languageSchema.options) {
      const lines = testQuestion(language, address).detail.split('\n');
      expect(lines[0]).toBe(host);
      expect(lines[2]).toBe(JSON.stringify(address));
    }
  });

  it('keeps the first key visible despite long values or many keys', () => {
    const many = Array.from({ length: 29 }, (_, index) => ({ key: `key${String(index)}`, before: null, after: ' '.repeat(2_000) }));
    const { detail } = saveQuestion('en', many);
    expect(detail.split('\n')).toHaveLength(3 * 12 + 3);
    expect(Math.max(...detail.split('\n').map((line) => line.length))).toBeLessThan(250);
    expect(detail).toContain('key28');
    expect(detail).toContain('(2002)');
  });

  it('leaves ordinary letters of every language as they are', () => {
    expect(saveQuestion('en', [{ key: 'cards.contactlessUidReaders', before: [], after: ['Lecteur à l’entrée №1'] }]).detail).toContain(
      'Lecteur à l',
    );
  });
});
