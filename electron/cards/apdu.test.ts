import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../pcsc/driver.js';
import { encodeCommand, exchange, MalformedResponse, type Command } from './apdu.js';
import { replay, type Recorded } from './replay.fixture.js';

describe('encodeCommand', () => {
  it.each<[string, Command, string]>([
    ['case 1: neither data nor response', { ins: 0xa4, p1: 1, p2: 2 }, '00a40102'],
    ['case 2: a response', { cla: 0xff, ins: 0xca, p1: 0, p2: 0, le: 4 }, 'ffca000004'],
    ['case 2: the longest response', { ins: 0xc0, p1: 0, p2: 0, le: 256 }, '00c0000000'],
    ['case 3: data', { ins: 0xa4, p1: 4, p2: 0, data: fromHex('a000') }, '00a4040002a000'],
    ['case 4: both', { ins: 0xa4, p1: 4, p2: 0, data: fromHex('a000'), le: 256 }, '00a4040002a00000'],
  ])('encodes %s', (_what, command, bytes) => {
    expect(toHex(encodeCommand(command))).toBe(bytes);
  });

  it.each<[string, Partial<Command>]>([
    ['more data than fits', { data: new Uint8Array(256) }],
    ['a response length of zero', { le: 0 }],
    ['a longer response than possible', { le: 257 }],
  ])('refuses %s', (_what, wrong) => {
    expect(() => encodeCommand({ ins: 0xa4, p1: 0, p2: 0, ...wrong })).toThrow(RangeError);
  });
});

describe('exchange', () => {
  const command = { ins: 0xcb, p1: 0x3f, p2: 0xff, le: 256 } as const;

  it('returns data and status word', async () => {
    expect(await exchange(replay([{ c: '00cb3fff00', r: '01029000' }]), command)).toEqual({
      data: Uint8Array.of(1, 2),
      statusWord: '9000',
    });
  });

  it('returns a refusal unchanged', async () => {
    expect(await exchange(replay([{ c: '00cb3fff00', r: '6a82' }]), command)).toEqual({ data: new Uint8Array(), statusWord: '6a82' });
  });

  it('fetches remaining data in parts', async () => {
    const card = replay([
      { c: '00cb3fff00', r: '016102' },
      { c: '00c0000002', r: '02036101' },
      { c: '00c0000001', r: '049000' },
    ]);
    expect(toHex((await exchange(card, command)).data)).toBe('01020304');
  });

  it('requests 256 bytes when 00 more are announced', async () => {
    const card = replay([
      { c: '00cb3fff00', r: '6100' },
      { c: '00c0000000', r: '059000' },
    ]);
    expect(toHex((await exchange(card, command)).data)).toBe('05');
  });

  it('repeats with the length that the card names', async () => {
    const card = replay([
      { c: '00cb3fff00', r: '6c02' },
      { c: '00cb3fff02', r: '07089000' },
    ]);
    expect(toHex((await exchange(card, command)).data)).toBe('0708');
    expect(card.sent).toHaveLength(2);
  });

  it('repeats a command only once', async () => {
    const card = replay([
      { c: '00cb3fff00', r: '6c02' },
      { c: '00cb3fff02', r: '6c03' },
    ]);
    expect((await exchange(card, command)).statusWord).toBe('6c03');
  });

  it.each<[string, readonly Recorded[], string]>([
    [
      '61 names the wrong length',
      [
        { c: '00cb3fff00', r: '6100' },
        { c: '00c0000000', r: '6c02' },
        { c: '00c0000002', r: '07089000' },
      ],
      '0708',
    ],
    [
      '61 names too small a length',
      [
        { c: '00cb3fff00', r: '6101' },
        { c: '00c0000001', r: '6c03' },
        { c: '00c0000003', r: '0102039000' },
      ],
      '010203',
    ],
    [
      'the second part has another length',
      [
        { c: '00cb3fff00', r: '016110' },
        { c: '00c0000010', r: '6c02' },
        { c: '00c0000002', r: '02036108' },
        { c: '00c0000008', r: '6c01' },
        { c: '00c0000001', r: '049000' },
      ],
      '01020304',
    ],
    [
      'the card names 256 bytes',
      [
        { c: '00cb3fff00', r: '6110' },
        { c: '00c0000010', r: '6c00' },
        { c: '00c0000000', r: '0a9000' },
      ],
      '0a',
    ],
    [
      'the command itself is first sent again',
      [
        { c: '00cb3fff00', r: '6c10' },
        { c: '00cb3fff10', r: '6120' },
        { c: '00c0000020', r: '6c01' },
        { c: '00c0000001', r: '0b9000' },
      ],
      '0b',
    ],
  ])('repeats GET RESPONSE with the length the card names: %s', async (_what, exchanges, data) => {
    expect(await exchange(replay(exchanges), command)).toEqual({ data: fromHex(data), statusWord: '9000' });
  });

  it.each(['6a82', '6985', '6c02', '6f00', '6d00'])('throws when announced data is refused with %s', async (r) => {
    await expect(
      exchange(
        replay([
          { c: '00cb3fff00', r: '6102' },
          { c: '00c0000002', r },
        ]),
        command,
      ),
    ).rejects.toBeInstanceOf(MalformedResponse);
  });

  it('gives up on a card that always has more data', async () => {
    const card = replay([
      { c: '00cb3fff00', r: '2a6101' },
      { c: '00c0000001', r: '2a6101' },
    ]);
    await expect(exchange(card, command)).rejects.toBeInstanceOf(MalformedResponse);
    expect(card.sent.length).toBeLessThan(100);
  });

  it('gives up on a card that sends long parts endlessly', async () => {
    const part = `${'2a'.repeat(256)}6100`;
    const card = replay([
      { c: '00cb3fff00', r: part },
      { c: '00c0000000', r: part },
    ]);
    await expect(exchange(card, command)).rejects.toBeInstanceOf(MalformedResponse);
    expect(card.sent.length).toBeLessThan(20);
  });

  it.each(['', '90'])('rejects the answer "%s" without a status word', async (r) => {
    await expect(exchange(replay([{ c: '00cb3fff00', r }]), command)).rejects.toBeInstanceOf(MalformedResponse);
  });

  describe('on T=0', () => {
    const select = { ins: 0xa4, p1: 4, p2: 0, data: fromHex('a000'), le: 256 } as const;

    it.each<[string, readonly Recorded[], string]>([
      [
        'the response is announced',
        [
          { c: '00a4040002a000', r: '6102' },
          { c: '00c0000002', r: '01029000' },
        ],
        '0102',
      ],
      [
        'the response is announced without its length',
        [
          { c: '00a4040002a000', r: '6100' },
          { c: '00c0000000', r: '6c02' },
          { c: '00c0000002', r: '01029000' },
        ],
        '0102',
      ],
      [
        'the card only reports success',
        [
          { c: '00a4040002a000', r: '9000' },
          { c: '00c0000000', r: '6c01' },
          { c: '00c0000001', r: '079000' },
        ],
        '07',
      ],
      [
        'the card reports success with a warning',
        [
          { c: '00a4040002a000', r: '6200' },
          { c: '00c0000000', r: '01029000' },
        ],
        '0102',
      ],
      [
        'the card names the length of the response at once',
        [
          { c: '00a4040002a000', r: '6c02' },
          { c: '00c0000002', r: '01029000' },
        ],
        '0102',
      ],
      [
        'the response comes in parts',
        [
          { c: '00a4040002a000', r: '6101' },
          { c: '00c0000001', r: '016101' },
          { c: '00c0000001', r: '019000' },
        ],
        '0101',
      ],
    ])('sends no Le after data: %s', async (_what, exchanges, data) => {
      const card = replay(exchanges, 'T=0');
      expect(await exchange(card, select)).toEqual({ data: fromHex(data), statusWord: '9000' });
      expect(card.sent[0]).toBe('00a4040002a000');
    });

    it.each(['6a82', '6700', '6985'])('returns a refusal unchanged: %s', async (r) => {
      const card = replay([{ c: '00a4040002a000', r }], 'T=0');
      expect(await exchange(card, select)).toEqual({ data: new Uint8Array(), statusWord: r });
      expect(card.sent).toHaveLength(1);
    });

    it.each(['6985', '6700', '6f00', '6d00'])('accepts success without a response: %s', async (r) => {
      const card = replay(
        [
          { c: '00a4040002a000', r: '9000' },
          { c: '00c0000000', r },
        ],
        'T=0',
      );
      expect(await exchange(card, select)).toEqual({ data: new Uint8Array(), statusWord: '9000' });
    });

    it('sends Le if the command has no data', async () => {
      expect(await exchange(replay([{ c: '00cb3fff00', r: '01029000' }], 'T=0'), command)).toMatchObject({ statusWord: '9000' });
    });
  });
});
