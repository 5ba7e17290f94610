import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { cardIdSchema } from '../../shared/cards.js';
import { fromHex, toHex, type CardConnection } from '../pcsc/driver.js';
import { isBlank, toCardId, type CardIdFinding } from './card-id.js';
import { isStorageCard, readContactlessUid } from './contactless-uid.js';
import { readGids } from './gids.js';
import { readPiv } from './piv.js';
import { recorded, replay } from './replay.fixture.js';
import { parseTlv } from './tlv.js';

const id = recorded.gids.raw;

function found(raw: string): CardIdFinding {
  return { outcome: 'found', raw: fromHex(raw) };
}

/** A card with fixed answers to SELECT and GET DATA. */
function card(select: string, getData: string): CardConnection {
  return {
    protocol: 'T=1',
    transmit: (command) => Promise.resolve(fromHex(command[1] === 0xa4 ? select : getData)),
    disconnect: () => Promise.resolve(),
  };
}

describe('a card id as text', () => {
  const { gids, piv } = recorded;
  it.each([
    ['a GIDS id, as MIM knows it', gids.raw, 'windows-guid', gids.windowsGuid],
    ['a PIV GUID as Windows shows it', piv.raw, 'windows-guid', piv.windowsGuid],
    ['a PIV GUID as the standard writes it', piv.raw, 'rfc4122', piv.rfc4122],
    ['a UID of 4 bytes', '04a1b2c3', 'zero-padded', '04a1b2c3-0000-0000-0000-000000000000'],
    ['a UID of 7 bytes', '04a1b2c3d4e5f6', 'zero-padded', '04a1b2c3-d4e5-f600-0000-000000000000'],
  ] as const)('formats %s', (_what, raw, byteOrder, text) => {
    const cardId = toCardId(fromHex(raw), { source: 'gids', byteOrder });
    expect(cardId).toEqual({ text, raw, byteOrder, source: 'gids' });
    expect(cardIdSchema.parse(cardId)).toEqual(cardId);
  });

  it('formats different bytes as different text, in every order', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(bytes, bytes, fc.constantFrom('windows-guid' as const, 'rfc4122' as const), (a, b, byteOrder) => {
        const text = (raw: Uint8Array): string => toCardId(raw, { source: 'gids', byteOrder }).text;
        expect(text(a) === text(b)).toBe(toHex(a) === toHex(b));
      }),
    );
  });

  it.each([
    ['00'.repeat(16), true],
    ['ff'.repeat(16), true],
    [`${'00'.repeat(15)}01`, false],
    [id, false],
  ])('treats %s as blank: %s', (raw, blank) => {
    expect(isBlank(fromHex(raw))).toBe(blank);
  });
});

describe('reading GIDS', () => {
  const named = '4f0ba0000003974254465902019000';

  it('reads the recorded card', async () => {
    expect(await readGids(replay(recorded.gids.exchanges))).toEqual(found(id));
  });

  it.each(['0201', '0301', '0101', '0202', '0401', '0200', 'ffff'])('reads a card of any version: %s', async (version) => {
    // As in `card-gids-0301.txt`: an AID with another version is not found.
    const select = (name: string): string => `00a40400${(name.length / 2).toString(16).padStart(2, '0')}${name}00`;
    const exchanges = [
      { c: select('a00000039742544659'), r: `61124f0ba00000039742544659${version}73034001c09000` },
      { c: select('a000000397425446590201'), r: '6a82' },
      { c: '00cba012045c02df2000', r: `df2010${id}9000` },
    ];
    expect(await readGids(replay(exchanges))).toEqual(found(id));
  });

  it.each<[string, string, string, CardIdFinding]>([
    ['the applet is missing', '6a82', '', { outcome: 'absent' }],
    ['the class is refused', '6e00', '', { outcome: 'absent' }],
    ['the data object is missing', named, '6a88', { outcome: 'no-card-id', statusWord: '6a88' }],
    ['access is refused', named, '6982', { outcome: 'refused', statusWord: '6982' }],
    ['the data ends early', named, `df2010${id.slice(8)}6282`, { outcome: 'refused', statusWord: '6282' }],
    ['the data object is blocked', named, '6983', { outcome: 'refused', statusWord: '6983' }],
    ['the file is missing', named, '6a82', { outcome: 'no-card-id', statusWord: '6a82' }],
    ['the card is deactivated', '6283', '', { outcome: 'refused', statusWord: '6283' }],
    ['the card is terminated', '6285', '', { outcome: 'refused', statusWord: '6285' }],
    ['the card refuses every applet with its own error', '6985', '', { outcome: 'absent', statusWord: '6985' }],
    ['the data object is empty', named, 'df20009000', { outcome: 'no-card-id', statusWord: '9000' }],
    ['there is no data', named, '9000', { outcome: 'no-card-id', statusWord: '9000' }],
    ['the id is too short', named, `df200f${id.slice(2)}9000`, { outcome: 'malformed', answer: fromHex(`df200f${id.slice(2)}`) }],
    ['the id is too long', named, `df2011${id}009000`, { outcome: 'malformed', answer: fromHex(`df2011${id}00`) }],
    ['the length is wrong', named, `df2010${id.slice(2)}9000`, { outcome: 'malformed', answer: fromHex(`df2010${id.slice(2)}`) }],
    ['the response is another data object', named, `df2110${id}9000`, { outcome: 'malformed', answer: fromHex(`df2110${id}`) }],
    ['a card accepts any SELECT and has no data', '9000', '6a88', { outcome: 'unnamed' }],
    ['a card accepts any SELECT and answers nonsense', '9000', '01029000', { outcome: 'unnamed' }],
    ['a card does not name its applet and has the id', '9000', `df2010${id}9000`, found(id)],
  ])('reports a card when %s', async (_what, select, getData, finding) => {
    expect(await readGids(card(select, getData))).toEqual(finding);
  });
});

describe('reading PIV', () => {
  const named = '61074f05a0000003089000';
  const guid = recorded.piv.raw;
  const chuid = (fields: string): string => `53${(fields.length / 2).toString(16).padStart(2, '0')}${fields}9000`;

  it('reads the recorded card', async () => {
    expect(await readPiv(replay(recorded.piv.exchanges))).toEqual(found(guid));
  });

  it.each<[string, string, string, CardIdFinding]>([
    ['the applet is missing', '6a82', '', { outcome: 'absent' }],
    ['there is no CHUID', named, '6a82', { outcome: 'no-card-id', statusWord: '6a82' }],
    ['the CHUID has no GUID', named, chuid('3e00fe00'), { outcome: 'no-card-id', statusWord: '9000' }],
    ['the GUID is 15 bytes', named, chuid(`340f${guid.slice(2)}`), { outcome: 'malformed', answer: fromHex(`5311340f${guid.slice(2)}`) }],
    [
      'there are two GUIDs',
      named,
      chuid(`3410${guid}3410${guid}`),
      { outcome: 'malformed', answer: fromHex(`53243410${guid}3410${guid}`) },
    ],
    ['the lengths do not add up', named, `533b3410${guid}9000`, { outcome: 'malformed', answer: fromHex(`533b3410${guid}`) }],
    ['the object is not a CHUID', named, `54123410${guid}9000`, { outcome: 'malformed', answer: fromHex(`54123410${guid}`) }],
    ['a card accepts any SELECT and has no data', '9000', '6a88', { outcome: 'unnamed' }],
    ['a card accepts any SELECT and answers nonsense', '9000', '01029000', { outcome: 'unnamed' }],
  ])('reports a card when %s', async (_what, select, getData, finding) => {
    expect(await readPiv(card(select, getData))).toEqual(finding);
  });
});

describe('reading a contactless UID', () => {
  it.each<[string, string, CardIdFinding]>([
    ['4 bytes', '04a1b2c39000', found('04a1b2c3')],
    ['7 bytes', '04a1b2c3d4e5f69000', found('04a1b2c3d4e5f6')],
    ['10 bytes', '04a1b2c3d4e5f60102039000', found('04a1b2c3d4e5f6010203')],
    ['a random UID', '08a1b2c39000', { outcome: 'random-uid' }],
    ['7 bytes that begin with 08', '08a1b2c3d4e5f69000', found('08a1b2c3d4e5f6')],
    ['an invalid length', '01029000', { outcome: 'malformed', answer: Uint8Array.of(1, 2) }],
    ['a contact card', '6e00', { outcome: 'absent' }],
    ['a reader that does not know the command', '6300', { outcome: 'absent' }],
  ])('understands %s', async (_what, r, finding) => {
    expect(await readContactlessUid(replay([{ c: 'ffca000000', r }]))).toEqual(finding);
  });

  it.each([
    ['3b8f8001804f0ca000000306030001000000006a', true],
    ['3b8d0180fba000000397425446590301c8', false],
    ['3b8180018080', false],
  ])('treats %s as a storage card: %s', (atr, storage) => {
    expect(isStorageCard(atr)).toBe(storage);
  });
});

describe('parseTlv', () => {
  it('reads lengths of one, two and three bytes', () => {
    const long = 'aa'.repeat(0x80);
    const longer = 'bb'.repeat(0x101);
    expect(parseTlv(fromHex(`300101348180${long}3e820101${longer}fe00`))?.map(({ tag, value }) => [tag, value.length])).toEqual([
      [0x30, 1],
      [0x34, 0x80],
      [0x3e, 0x101],
      [0xfe, 0],
    ]);
  });

  it.each(['30', '3001', '308101', '30820001', '3080', '3083000001aa', '300201'])('refuses %s', (hex) => {
    expect(parseTlv(fromHex(hex))).toBeNull();
  });

  it('never throws, and preserves what it parsed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const objects = parseTlv(bytes);
        const values = objects?.reduce((sum, { value }) => sum + value.length + 2, 0) ?? 0;
        expect(values).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});
