import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { fromHex, PcscError, toHex, type DriverEvent } from '../pcsc/driver.js';
import { pcscCodes } from '../pcsc/pcsc-codes.js';
import { GIDS_ATR, gidsCard, pivApplet, storageCard, unknownCard } from './virtual-applets.js';
import { VirtualCard, type CardAnswer } from './virtual-card.js';
import { VirtualDriver } from './virtual-driver.js';

const ID = '3ff188bcba833740826246eba1291c6e';
const SELECT_GIDS = '00a404000ba00000039742544659020100';
const GET_CARD_ID = '00cba012045c02df2000';

function ask(card: VirtualCard, ...commands: string[]): string | CardAnswer {
  const answers = commands.map((command) => card.answer(fromHex(command)));
  const last = answers[answers.length - 1];
  if (last === undefined) throw new Error('Nothing was asked');
  return last.does === 'answer' ? toHex(last.response) : last;
}

describe('a virtual card', () => {
  it('answers as the recorded GIDS card did', () => {
    const card = gidsCard(ID);
    expect(toHex(card.atr)).toBe(GIDS_ATR);
    expect(ask(card, SELECT_GIDS)).toBe('61124f0ba00000039742544659020173034001c09000');
    expect(ask(card, GET_CARD_ID)).toBe(`df2010${ID}9000`);
    expect(ask(card, '00cba012045c02df2100')).toBe('6a88');
  });

  it.each([
    ['nothing is selected', [GET_CARD_ID], '6a88'],
    ['an unknown applet is selected', ['00a4040005f000000001'], '6a82'],
    ['an unknown instruction comes', ['00b00000'], '6d00'],
    ['a command is cut off', ['00a404'], '6700'],
    ['lengths do not add up', ['00a404000ba000'], '6700'],
    ['no data is left for GET RESPONSE', ['00c0000000'], '6700'],
    ['a contact card is asked for a UID', ['ffca000000'], '6e00'],
    ['it is asked for less than it has', [SELECT_GIDS, '00cba012045c02df2004'], 'df20103f610f'],
    ['it is asked for the rest', [SELECT_GIDS, '00cba012045c02df2004', '00c000000f'], `${ID.slice(2)}9000`],
  ])('answers like a card when %s', (_what, commands, response) => {
    expect(ask(gidsCard(ID), ...commands)).toBe(response);
  });

  it('clears the selection on a reset', () => {
    const card = gidsCard(ID);
    ask(card, SELECT_GIDS);
    card.reset();
    expect(ask(card, GET_CARD_ID)).toBe('6a88');
  });

  it('returns a long CHUID in parts', () => {
    const card = new VirtualCard({ atr: '3b00', applets: [pivApplet(ID, 300)] });
    const first = ask(card, '00a4040009a0000003080000100000', '00cb3fff055c035fc10200');
    expect(first).toMatch(/^53820169.*616d$/);
  });

  it('has a UID if it is contactless', () => {
    expect(ask(storageCard('04a1b2c3'), 'ffca000000')).toBe('04a1b2c39000');
  });

  it.each([
    ['silent', { quirk: 'silent' }, { does: 'nothing' }],
    ['garbage', { quirk: 'garbage' }, '00'],
    ['endless', { quirk: 'endless' }, '2a6101'],
    ['leaving at once', { quirk: 'dies', afterCommands: 0 }, { does: 'go' }],
    ['leaving later', { quirk: 'dies', afterCommands: 1 }, '61124f0ba00000039742544659020173034001c09000'],
  ] as const)('misbehaves as asked: %s', (_what, quirk, answer) => {
    expect(ask(gidsCard(ID, quirk), SELECT_GIDS)).toEqual(answer);
  });

  it('answers any command with a status word', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (commands) => {
        const card = gidsCard(ID);
        for (const command of commands) {
          const answer = card.answer(command);
          expect(answer.does === 'answer' && answer.response.length >= 2).toBe(true);
        }
      }),
    );
  });
});

describe('virtual readers', () => {
  function started() {
    const driver = new VirtualDriver();
    const told: DriverEvent[] = [];
    driver.start((event) => told.push(event));
    return { driver, told };
  }
  const code = (name: keyof typeof pcscCodes) => ({ name: 'PcscError', pcscCode: pcscCodes[name] });

  it('report the present cards first', () => {
    const driver = new VirtualDriver();
    const told: DriverEvent[] = [];
    driver.attach('A');
    driver.insert('A', gidsCard(ID));
    driver.attach('B');
    driver.start((event) => told.push(event));
    expect(told).toEqual([
      { type: 'reader-added', reader: 'A' },
      { type: 'card-inserted', reader: 'A', atr: GIDS_ATR },
      { type: 'reader-added', reader: 'B' },
    ]);
  });

  it('report cards and readers that come and go', () => {
    const { driver, told } = started();
    driver.attach('A');
    driver.attach('A');
    driver.insert('A', gidsCard(ID, { quirk: 'mute' }));
    driver.detach('A');
    driver.detach('A');
    expect(told.map(({ type }) => type)).toEqual(['reader-added', 'card-mute', 'card-removed', 'reader-removed']);
    expect(driver.has('A')).toBe(false);
  });

  it('accept one card at a time', () => {
    const { driver } = started();
    driver.attach('A');
    driver.insert('A', unknownCard());
    expect(() => driver.insert('A', unknownCard())).toThrow(RangeError);
    expect(() => driver.insert('B', unknownCard())).toThrow(RangeError);
  });

  it("refuse to connect with a real reader's error codes", async () => {
    const { driver } = started();
    driver.attach('A');
    await expect(driver.connect('B')).rejects.toMatchObject(code('SCARD_E_UNKNOWN_READER'));
    await expect(driver.connect('A')).rejects.toMatchObject(code('SCARD_E_NO_SMARTCARD'));
    driver.insert('A', gidsCard(ID, { quirk: 'mute' }));
    await expect(driver.connect('A')).rejects.toMatchObject(code('SCARD_W_UNRESPONSIVE_CARD'));
  });

  it('fail a running command when the card is removed, and every later one', async () => {
    const { driver } = started();
    driver.attach('A');
    driver.insert('A', gidsCard(ID, { quirk: 'silent' }));
    const connection = await driver.connect('A');
    const answer = connection.transmit(fromHex(SELECT_GIDS)).catch((error: unknown) => error);
    driver.remove('A');
    expect(await answer).toBeInstanceOf(PcscError);
    driver.insert('A', gidsCard(ID));
    await expect(connection.transmit(fromHex(SELECT_GIDS))).rejects.toMatchObject(code('SCARD_W_REMOVED_CARD'));
  });

  it('report nothing after stopping', async () => {
    const { driver, told } = started();
    driver.attach('A');
    await driver.stop();
    driver.attach('A');
    expect(told).toHaveLength(1);
  });
});
