import { describe, expect, it } from 'vitest';
import { InputError, readStandardInput, secretFrom } from './standard-input.js';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

describe('a secret on standard input', () => {
  it.each([
    ['one line', 'correct horse'],
    ['a Unix line end', 'correct horse\n'],
    ['a Windows line end', 'correct horse\r\n'],
    ['further lines', 'correct horse\nbattery\nstaple'],
    ['a byte order mark', '\uFEFFcorrect horse\r\n'],
  ])('is the same whatever program wrote it: %s', (_case, text) => {
    expect(secretFrom(bytes(text))).toBe('correct horse');
  });

  it('keeps spaces and letters of every script', () => {
    expect(secretFrom(bytes(' Zürich Ελλάδα 🔑 '))).toBe(' Zürich Ελλάδα 🔑 ');
  });

  it.each([
    ['UTF-16 with a mark, little endian', Buffer.from('\uFEFFcorrect horse\n', 'utf16le')],
    ['UTF-16 with a mark, big endian', Buffer.from('\uFEFFcorrect horse\n', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('correct horse\n', 'utf16le')],
    ['a NUL', bytes('correct\0horse')],
    ['Latin-1', Buffer.from('Z\u00fcrich correct horse', 'latin1')],
    ['a control character', bytes('correct\u0007horse')],
    ['a carriage return within the line', bytes('correct\rhorse')],
    ['more than anyone types', Buffer.alloc(70_000, 'a')],
  ])('is refused: %s', (_case, input) => {
    expect(() => secretFrom(input)).toThrow(InputError);
  });
});

describe('standard input', () => {
  const failing = (code: string) => (): never => {
    throw Object.assign(new Error(code), { code });
  };
  it('that has ended already is empty, as Windows reports for a program without any', () => {
    expect(readStandardInput(failing('EOF'))).toHaveLength(0);
  });
  it('that the system refuses is reported', () => {
    expect(() => readStandardInput(failing('EIO'))).toThrow('EIO');
  });
});
