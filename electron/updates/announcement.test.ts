import { describe, expect, it } from 'vitest';
import { readAnnouncement } from './announcement.js';
import { testOffice } from './signed.fixture.js';

const office = testOffice();
const { publicKey } = office;
const right = office.sign({ version: '1.2.0' });

describe('an announcement', () => {
  it("signed by openssl with the administrator guide's commands is accepted, with the key as printed", () => {
    const signed = {
      announcement: Buffer.from('{ "version": "1.2.0", "notes": "Reads cards of the new supplier. Installed on Monday night." }\n'),
      signature: Buffer.from('4DaWNiFnbtnzua0yYqSBNXBKM/L99FiRhgqZhDxgPLJrnTSZDc0eK2fzF1pX4fb0/SAPMBFIq+kUTc3D6rUWCA==', 'base64'),
    };
    const base64 = 'MCowBQYDK2VwAyEAcVJ13QVaVIWQTn0afFr4mYC96fZ8bd3mQNsDlKjD9qY=';
    const said = { version: '1.2.0', note: 'Reads cards of the new supplier. Installed on Monday night.' };
    for (const key of [base64, `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`]) {
      expect(readAnnouncement(signed, key)).toEqual({ ok: true, value: said });
    }
  });

  it.each([
    ['the signature of another key', { ...right, signature: testOffice().sign({ version: '1.2.0' }).signature }],
    ['a signature of another version', { ...right, signature: office.sign({ version: '1.1.0' }).signature }],
    ['no signature', { ...right, signature: Buffer.alloc(0) }],
    ['a signature that was cut', { ...right, signature: right.signature.subarray(0, 63) }],
    ['a signature of zeros', { ...right, signature: Buffer.alloc(64) }],
    ['one byte more than was signed', { ...right, announcement: Buffer.concat([right.announcement, Buffer.from('\n')]) }],
  ])('with %s is rejected', (_what, signed) => {
    expect(readAnnouncement(signed, publicKey)).toEqual({ ok: false, error: { code: 'wrong-signature' } });
  });

  it.each([
    ['invalid JSON', Buffer.from('1.2.0')],
    ['invalid UTF-8', Buffer.from('{"version":"1.2.0","notes":"\xff"}', 'latin1')],
    ['a list', [{ version: '1.2.0' }]],
    ['no version', { notes: 'x' }],
    ['a version of two numbers', { version: '1.2' }],
    ['a version before a release', { version: '1.2.0-beta.1' }],
    ['a version with a letter before it', { version: 'v1.2.0' }],
    ['a version with a zero before it', { version: '01.2.0' }],
    ['a version that ends with a line break', { version: '1.2.0\n' }],
    ['too long a version', { version: '1.2.1234567' }],
    ['notes that are not text', { version: '1.2.0', notes: ['x'] }],
    ['an unknown field', { version: '1.2.0', run: 'https://example.org/setup.exe' }],
  ])('signed with %s is not used', (_what, content) => {
    expect(readAnnouncement(office.sign(content), publicKey)).toEqual({ ok: false, error: { code: 'wrong-content' } });
  });

  it('is read with a byte order mark, as Windows editors write it', () => {
    expect(readAnnouncement(office.sign(Buffer.from('\ufeff{"version":"1.2.0"}')), publicKey).ok).toBe(true);
  });

  it.each([
    ['', null],
    [' \n\t\u2028', null],
    ['\n\n  First line \r\nSecond line', 'First line'],
    ['First\u2029Second', 'First'],
    ['<b>Call\t\u202e1234\u202c\u200b\u0007</b>', '<b>Call 1234</b>'],
    ['é'.repeat(200), 'é'.repeat(200)],
    ['😀'.repeat(201), `${'😀'.repeat(199)}…`],
  ])('shows of the notes %j only the first line, shortened and as plain text', (notes, note) => {
    expect(readAnnouncement(office.sign({ version: '1.2.0', notes }), publicKey)).toEqual({ ok: true, value: { version: '1.2.0', note } });
  });
});
