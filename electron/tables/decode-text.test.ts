import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text.js';

/** The bytes of Latin letters in other 8-bit encodings. */
const MAC: Readonly<Record<string, number>> = { ü: 0x9f, ä: 0x8a, ö: 0x9a, é: 0x8e, è: 0x8f, ß: 0xa7, ç: 0x8d };
const DOS: Readonly<Record<string, number>> = { ü: 0x81, ä: 0x84, ö: 0x94, é: 0x82, è: 0x8a, ß: 0xe1, ç: 0x87 };
const encoded = (text: string, table: Readonly<Record<string, number>>): Uint8Array =>
  Uint8Array.from(Array.from(text), (letter) => table[letter] ?? letter.charCodeAt(0));

describe('old Macintosh text', () => {
  it.each(['Jürgen Müller', 'André Bäcker', 'Zoë', 'François Groß', 'Björn'])('%s is recognized by its line ends', (name) => {
    const bytes = encoded(`a;b\r${name};1\r`, { ...MAC, ë: 0x91 });
    expect(decodeText(bytes)).toEqual({ text: `a;b\r${name};1\r`, encoding: 'macintosh' });
  });

  it.each(['Jürgen Müller', 'André', 'Bäcker', 'Françoise'])('%s with other line ends is refused, not misread', (name) => {
    expect(decodeText(encoded(`a;b\n${name};1\n`, MAC))).toBeNull();
  });
});

it.each(['Möller', 'Bäcker', 'Françoise', 'Müller'])('DOS text is refused, not misread: %s', (name) => {
  expect(decodeText(encoded(`a;b\r\n${name};1\r\n`, DOS))).toBeNull();
});

it.each(['Zoë Šimšek €', 'KOŠIR', 'Žižek', 'O’Neill – Müller', 'Œuvre “cited”', '12 m² à 5 °C', 'N°4 · 50 %', 'Straße §5', 'naïve…really'])(
  'Windows-1252 is decoded: %s',
  (text) => {
    expect(
      decodeText(
        encoded(text, { '€': 0x80, '…': 0x85, Š: 0x8a, Œ: 0x8c, Ž: 0x8e, '’': 0x92, '“': 0x93, '”': 0x94, '–': 0x96, š: 0x9a, ž: 0x9e }),
      ),
    ).toEqual({ text, encoding: 'windows-1252' });
  },
);
