import { describe, expect, it } from 'vitest';
import type { IdentificationProblem } from '../../shared/cards.js';
import { fromHex, PcscError, toHex, type CardConnection, type Share } from '../pcsc/driver.js';
import { pcscCodes } from '../pcsc/pcsc-codes.js';
import { GIDS_ATR, gidsApplet, gidsCard, pivApplet, storageCard, unknownCard } from '../training/virtual-applets.js';
import { VirtualCard, type Quirk } from '../training/virtual-card.js';
import { VirtualDriver } from '../training/virtual-driver.js';
import { identify, type IdentifyOptions } from './identify.js';
import { recorded } from './replay.fixture.js';

const READER = 'Reader';
const { raw, windowsGuid } = recorded.gids;
const gidsId = { text: windowsGuid, raw, byteOrder: 'windows-guid', source: 'gids' };

type ReaderDriverConnect = (share?: Share) => Promise<CardConnection>;

/** A card in a virtual reader, with a count of open connections. */
function inReader(card: VirtualCard) {
  const driver = new VirtualDriver();
  driver.attach(READER);
  driver.insert(READER, card);
  const counted = counting(() => driver.connect(READER));
  return { driver, ...counted };
}

function counting(connect: ReaderDriverConnect) {
  const count = { connected: 0, held: 0, reset: 0, idsRead: 0, commands: 0, exclusive: 0 };
  return {
    count,
    connect: async (share: Share = 'shared'): Promise<CardConnection> => {
      const connection = await connect(share);
      count.connected += 1;
      if (share === 'exclusive') count.exclusive += 1;
      count.held += 1;
      return {
        ...connection,
        transmit: (command) => {
          count.commands += 1;
          // GET DATA: not sent to missing applets.
          if (command[1] === 0xcb) count.idsRead += 1;
          return connection.transmit(command);
        },
        disconnect: (disposition) => {
          count.held -= 1;
          if (disposition === 'reset') count.reset += 1;
          return connection.disconnect(disposition);
        },
      };
    },
  };
}

function options(more: Partial<IdentifyOptions> = {}): IdentifyOptions {
  return { signal: new AbortController().signal, atr: GIDS_ATR, restMs: 1, ...more };
}

function refusing(...refusals: readonly (keyof typeof pcscCodes)[]) {
  const left = [...refusals];
  return (otherwise: () => Promise<CardConnection>) => (): Promise<CardConnection> => {
    const name = left.shift();
    return name === undefined ? otherwise() : Promise.reject(new PcscError(pcscCodes[name], name));
  };
}

describe('identify', () => {
  it('reads a GIDS card id and disconnects with a reset', async () => {
    const { connect, count } = inReader(gidsCard(raw));
    expect(await identify(connect, options())).toEqual({ state: 'identified', cardId: gidsId });
    expect(count).toMatchObject({ connected: 1, held: 0, reset: 1 });
  });

  it('does not wait for the reset', async () => {
    const { connect } = inReader(gidsCard(raw));
    const slow = async (): Promise<CardConnection> => ({ ...(await connect()), disconnect: () => new Promise(() => undefined) });
    expect(await identify(slow, options())).toEqual({ state: 'identified', cardId: gidsId });
  });

  it('reads a card with its known id once, and any other twice', async () => {
    const known = { text: windowsGuid, raw, byteOrder: 'windows-guid', source: 'gids' } as const;
    const same = inReader(gidsCard(raw));
    const first = await identify(same.connect, options({ known: null }));
    expect(same.count.idsRead).toBe(2);
    expect(await identify(same.connect, options({ known }))).toEqual(first);
    expect(same.count.idsRead).toBe(3);
    const other = inReader(gidsCard('ffeeddccbbaa99887766554433221100'));
    expect(await identify(other.connect, options({ known }))).toMatchObject({ cardId: { raw: 'ffeeddccbbaa99887766554433221100' } });
    expect(other.count.idsRead).toBe(2);
  });

  it.each<[string, Quirk]>([
    ['returns every response only on request', { quirk: 't0' }],
    ['requires the exact length', { quirk: 'wants-exact-length' }],
    ['is slow', { quirk: 'slow', ms: 5 }],
  ])('reads a card that %s', async (_what, quirk) => {
    expect(await identify(inReader(gidsCard(raw, quirk)).connect, options())).toEqual({ state: 'identified', cardId: gidsId });
  });

  it.each([
    ['windows-guid', recorded.piv.windowsGuid],
    ['rfc4122', recorded.piv.rfc4122],
  ] as const)('reads a PIV card, in order %s', async (pivByteOrder, text) => {
    const card = new VirtualCard({ atr: recorded.piv.atr, applets: [pivApplet(recorded.piv.raw, 2_000)] });
    const policy = { pivByteOrder, allowContactlessUid: false };
    expect(await identify(inReader(card).connect, options({ policy }))).toEqual({
      state: 'identified',
      cardId: { text, raw: recorded.piv.raw, byteOrder: pivByteOrder, source: 'piv' },
    });
  });

  describe('with both applets', () => {
    const { piv: pivCard } = recorded;
    const pivId = { text: pivCard.windowsGuid, raw: pivCard.raw, byteOrder: 'windows-guid', source: 'piv' };
    const zeros = '00'.repeat(16);
    const both = (piv: string | null, gids: string | null): VirtualCard =>
      new VirtualCard({ atr: GIDS_ATR, applets: [gidsApplet(gids), pivApplet(piv)] });

    it('uses the PIV id, as Windows does, and keeps the GIDS id', async () => {
      expect(await identify(inReader(both(pivCard.raw, raw)).connect, options())).toEqual({
        state: 'identified',
        cardId: pivId,
        otherId: gidsId,
      });
    });

    it.each<[string, VirtualCard, object]>([
      ['a GIDS applet without an id', both(pivCard.raw, null), pivId],
      ['a GIDS applet with an id of zeros', both(pivCard.raw, zeros), pivId],
      ['a GIDS applet with an id of ones', both(pivCard.raw, 'ff'.repeat(16)), pivId],
      ['a GIDS applet with half an id', both(pivCard.raw, raw.slice(16)), pivId],
      ['a PIV applet without a GUID', both(null, raw), gidsId],
      ['a PIV applet with a GUID of zeros', both(zeros, raw), gidsId],
      [
        'a PIV applet without a CHUID',
        new VirtualCard({ atr: GIDS_ATR, applets: [gidsApplet(raw), { ...pivApplet(null), objects: {} }] }),
        gidsId,
      ],
    ])('reads the id of one applet beside %s', async (_what, card, cardId) => {
      expect(await identify(inReader(card).connect, options())).toEqual({ state: 'identified', cardId });
    });

    it.each<[string, VirtualCard, IdentificationProblem]>([
      [
        'the PIV applet is locked',
        withAnswers(both(pivCard.raw, raw), { '00cb3fff': '6982' }),
        { code: 'refused', statusWord: '6982', applet: 'piv' },
      ],
      [
        'the PIV applet cannot be selected',
        withAnswers(both(pivCard.raw, raw), { '00a4040009a000000308': '6f00' }),
        { code: 'refused', statusWord: '6f00', applet: 'piv' },
      ],
      [
        'the PIV applet is deactivated',
        withAnswers(both(pivCard.raw, raw), { '00a4040009a000000308': '6283' }),
        { code: 'refused', statusWord: '6283', applet: 'piv' },
      ],
      [
        'the PIV applet answers nonsense',
        withAnswers(both(pivCard.raw, raw), { '00cb3fff': '54009000' }),
        { code: 'malformed-card-id', answer: '5400', applet: 'piv' },
      ],
      ['both applets are blank', both(zeros, zeros), { code: 'blank-card-id', applet: 'piv' }],
      ['neither applet has an id', both(null, null), { code: 'no-card-id', statusWord: '9000', applet: 'piv' }],
    ])('does not use the second id while the first is unknown: %s', async (_what, card, problem) => {
      expect(await identify(inReader(card).connect, options())).toEqual({ state: 'unidentified', problem });
    });

    it('passes over an applet only in exclusive mode', async () => {
      const { connect, count } = inReader(both(null, raw));
      expect(await identify(connect, options())).toMatchObject({ cardId: gidsId });
      expect(count).toMatchObject({ connected: 2, exclusive: 1, held: 0, reset: 1 });
    });

    it('reports a card as in use while another program prevents exclusive mode', async () => {
      const { connect } = inReader(both(null, raw));
      const notAlone: ReaderDriverConnect = (share) =>
        share === 'exclusive' ? Promise.reject(new PcscError(pcscCodes.SCARD_E_SHARING_VIOLATION, 'held')) : connect(share);
      expect(await identify(notAlone, options({ otherProgramWaitMs: 30 }))).toEqual({ state: 'unidentified', problem: { code: 'in-use' } });
    });

    it('stops at the known id', async () => {
      const known = { text: pivCard.windowsGuid, raw: pivCard.raw, byteOrder: 'windows-guid', source: 'piv' } as const;
      const { connect, count } = inReader(both(pivCard.raw, raw));
      expect(await identify(connect, options({ known }))).toEqual({ state: 'identified', cardId: pivId });
      expect(count.commands).toBe(2);
    });
  });

  describe('with a contactless storage card', () => {
    const uid = '04a1b2c3d4e5f6';
    const atr = '3b8f8001804f0ca000000306030001000000006a';
    const policy = (allowContactlessUid: boolean) => ({ pivByteOrder: 'windows-guid' as const, allowContactlessUid });

    it('returns no id unless settings allow it', async () => {
      expect(await identify(inReader(storageCard(uid)).connect, options({ atr, policy: policy(false) }))).toEqual({
        state: 'unidentified',
        problem: { code: 'unknown-applet', kind: 'storage' },
      });
    });

    it('returns its UID if settings allow it', async () => {
      expect(await identify(inReader(storageCard(uid)).connect, options({ atr, policy: policy(true) }))).toEqual({
        state: 'identified',
        cardId: { text: '04a1b2c3-d4e5-f600-0000-000000000000', raw: uid, byteOrder: 'zero-padded', source: 'contactless-uid' },
      });
    });

    it('refuses a random UID', async () => {
      expect(await identify(inReader(storageCard('08a1b2c3')).connect, options({ atr, policy: policy(true) }))).toEqual({
        state: 'unidentified',
        problem: { code: 'random-uid' },
      });
    });

    it('prefers an applet to the UID', async () => {
      const card = new VirtualCard({ atr: GIDS_ATR, applets: [gidsApplet(raw)], uid });
      expect(await identify(inReader(card).connect, options({ policy: policy(true) }))).toEqual({ state: 'identified', cardId: gidsId });
    });
  });

  it.each<[string, VirtualCard, IdentificationProblem]>([
    ['has no known applet', unknownCard(), { code: 'unknown-applet', kind: 'unknown' }],
    ['accepts every command', yesMan(), { code: 'unknown-applet', kind: 'unknown' }],
    ['is a FIDO key', fidoKey(), { code: 'unknown-applet', kind: 'fido' }],
    ['is a Common Access Card without PIV', accessCard(), { code: 'unknown-applet', kind: 'cac' }],
    ['has no card id', gidsCard(null), { code: 'no-card-id', statusWord: '6a88', applet: 'gids' }],
    ['is blank', gidsCard('00'.repeat(16)), { code: 'blank-card-id', applet: 'gids' }],
    ['is erased', gidsCard('ff'.repeat(16)), { code: 'blank-card-id', applet: 'gids' }],
    ['has a short id', gidsCard('3ff1'), { code: 'malformed-card-id', answer: 'df20023ff1', applet: 'gids' }],
    ['answers garbage', gidsCard(raw, { quirk: 'garbage' }), { code: 'malformed-card-id', answer: '00' }],
    [
      'has a PIV applet without a GUID',
      new VirtualCard({ atr: recorded.piv.atr, applets: [pivApplet(null)] }),
      { code: 'no-card-id', statusWord: '9000', applet: 'piv' },
    ],
    [
      'has a PIV GUID of zeros',
      new VirtualCard({ atr: recorded.piv.atr, applets: [pivApplet('00'.repeat(16))] }),
      { code: 'blank-card-id', applet: 'piv' },
    ],
    [
      'requires a PIN for its id',
      withAnswers(gidsCard(raw), { '00cba012': '6982' }),
      { code: 'refused', statusWord: '6982', applet: 'gids' },
    ],
    [
      'returns a part of its id',
      withAnswers(gidsCard(raw), { '00cba012': 'df20103ff16282' }),
      { code: 'refused', statusWord: '6282', applet: 'gids' },
    ],
    ['is terminated', withAnswers(gidsCard(raw), { '00a40400': '6285' }), { code: 'refused', statusWord: '6285', applet: 'piv' }],
    [
      'refuses every applet with one error',
      withAnswers(gidsCard(raw), { '00': '6985' }),
      { code: 'unknown-applet', kind: 'gids', statusWord: '6985' },
    ],
    [
      'knows its applet and cannot select it',
      withAnswers(gidsCard(raw), { '00a4040009a000000397': '6700' }),
      { code: 'refused', statusWord: '6700', applet: 'gids' },
    ],
    ['loses contact during the reading', gidsCard(raw, { quirk: 'dies', afterCommands: 2 }), { code: 'removed' }],
  ])('reports why a card that %s has no id, and disconnects', async (_what, card, problem) => {
    const { connect, count } = inReader(card);
    expect(await identify(connect, options({ atr: toHex(card.atr) }))).toEqual({ state: 'unidentified', problem });
    expect(count.held).toBe(0);
  });

  it('rejects a card that always has more data', async () => {
    const { connect } = inReader(gidsCard(raw, { quirk: 'endless' }));
    expect(await identify(connect, options())).toMatchObject({ problem: { code: 'malformed-card-id' } });
  });

  it('rejects a card that gives another id each time', async () => {
    const { connect } = inReader(gidsCard(raw, { quirk: 'fickle' }));
    expect(await identify(connect, options())).toMatchObject({ problem: { code: 'malformed-card-id' } });
  });

  it('gives up on a card that never answers, and disconnects', async () => {
    const { connect, count } = inReader(gidsCard(raw, { quirk: 'silent' }));
    expect(await identify(connect, options({ commandTimeoutMs: 30 }))).toEqual({
      state: 'unidentified',
      problem: { code: 'timeout', limitMs: 30 },
    });
    expect(count).toMatchObject({ connected: 1, held: 0, reset: 1 });
  });

  it('gives up at once when the card leaves', async () => {
    const { connect } = inReader(gidsCard(raw, { quirk: 'silent' }));
    const leaving = new AbortController();
    const reading = identify(connect, options({ signal: leaving.signal }));
    leaving.abort();
    expect(await reading).toEqual({ state: 'unidentified', problem: { code: 'removed' } });
  });

  it('gives up at once when the card has already left', async () => {
    const { connect } = inReader(gidsCard(raw));
    expect(await identify(connect, options({ signal: AbortSignal.abort() }))).toMatchObject({ problem: { code: 'removed' } });
  });

  it('limits silence, not duration: reads a long CHUID over a slow link', async () => {
    const card = new VirtualCard({
      atr: recorded.piv.atr,
      applets: [pivApplet(recorded.piv.raw, 2_500)],
      behaves: { quirk: 'slow', ms: 20 },
    });
    const { connect, count } = inReader(card);
    expect(await identify(connect, options({ commandTimeoutMs: 60 }))).toMatchObject({ cardId: { raw: recorded.piv.raw } });
    expect(count.commands).toBeGreaterThan(20);
  });

  it('closes a late connection without a reset', async () => {
    const { driver, count, connect } = inReader(gidsCard(raw));
    let deliver: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (deliver = resolve)).then(() => connect());
    expect(await identify(() => late, options({ otherProgramWaitMs: 10 }))).toMatchObject({ problem: { code: 'in-use' } });
    deliver();
    await late;
    await new Promise((resolve) => setImmediate(resolve));
    expect(count).toMatchObject({ connected: 1, held: 0, reset: 0 });
    await driver.stop();
  });

  it('reports a command that waits for another program, and does not reset the card', async () => {
    const { connect, count } = inReader(gidsCard(raw, { quirk: 'silent' }));
    const shared = async (): Promise<CardConnection> => ({ ...(await connect()), isUsedByOthers: true });
    expect(await identify(shared, options({ commandTimeoutMs: 30 }))).toEqual({ state: 'unidentified', problem: { code: 'in-use' } });
    expect(count.reset).toBe(0);
  });

  it.each(['SCARD_E_SHARING_VIOLATION', 'SCARD_W_RESET_CARD'] as const)(
    'retries quietly while another program uses the card: %s',
    async (name) => {
      const { connect } = inReader(gidsCard(raw));
      expect(await identify(refusing(name, name, name, name)(connect), options())).toEqual({ state: 'identified', cardId: gidsId });
    },
  );

  it.each(['SCARD_E_SHARING_VIOLATION', 'SCARD_W_RESET_CARD'] as const)(
    'reports when another program does not finish: %s',
    async (name) => {
      const connect = (): Promise<CardConnection> => Promise.reject(new PcscError(pcscCodes[name], 'held'));
      expect(await identify(connect, options({ otherProgramWaitMs: 20 }))).toEqual({ state: 'unidentified', problem: { code: 'in-use' } });
    },
  );

  it('starts again when the card is reset meanwhile', async () => {
    const undisturbed = inReader(gidsCard(raw));
    await identify(undisturbed.connect, options());
    const { connect, count } = inReader(gidsCard(raw));
    let commands = 0;
    const resetOnce = async (): Promise<CardConnection> => {
      const connection = await connect();
      return {
        ...connection,
        transmit: (command) =>
          ++commands === 4 ? Promise.reject(new PcscError(pcscCodes.SCARD_W_RESET_CARD, 'reset')) : connection.transmit(command),
      };
    };
    expect(await identify(resetOnce, options())).toEqual({ state: 'identified', cardId: gidsId });
    expect(count).toMatchObject({ connected: 2, held: 0, reset: 1 });
    expect(commands).toBe(4 + undisturbed.count.commands);
  });

  it('does not reset a card without an id that was read before, but resets one with an id', async () => {
    const without = inReader(gidsCard(null));
    await identify(without.connect, options({ isRetry: true }));
    expect(without.count).toMatchObject({ held: 0, reset: 0 });
    const repaired = inReader(gidsCard(raw));
    await identify(repaired.connect, options({ isRetry: true }));
    expect(repaired.count).toMatchObject({ held: 0, reset: 1 });
  });

  it.each(['SCARD_F_COMM_ERROR', 'SCARD_W_UNRESPONSIVE_CARD', 'SCARD_E_NOT_TRANSACTED'] as const)(
    'retries twice after %s',
    async (name) => {
      const { connect } = inReader(gidsCard(raw));
      expect(await identify(refusing(name, name)(connect), options())).toEqual({ state: 'identified', cardId: gidsId });
    },
  );

  it('reports a card that fails three times and is present as faulty', async () => {
    const { connect, count } = inReader(gidsCard(raw));
    const failing = refusing('SCARD_F_COMM_ERROR', 'SCARD_F_COMM_ERROR', 'SCARD_F_COMM_ERROR')(connect);
    expect(await identify(failing, options())).toEqual({
      state: 'unidentified',
      problem: { code: 'communication', pcscCode: pcscCodes.SCARD_F_COMM_ERROR },
    });
    expect(count.held).toBe(0);
  });

  it('reports a card that fails three times and is gone as removed', async () => {
    const { connect } = inReader(gidsCard(raw));
    const failing = refusing('SCARD_F_COMM_ERROR', 'SCARD_F_COMM_ERROR', 'SCARD_F_COMM_ERROR', 'SCARD_E_NO_SMARTCARD')(connect);
    expect(await identify(failing, options())).toMatchObject({ problem: { code: 'removed' } });
  });

  it.each(['SCARD_W_REMOVED_CARD', 'SCARD_E_NO_SMARTCARD', 'SCARD_E_UNKNOWN_READER', 'SCARD_E_READER_UNAVAILABLE'] as const)(
    'treats %s as a removed card',
    async (name) => {
      const { connect, count } = inReader(gidsCard(raw));
      expect(await identify(refusing(name)(connect), options())).toMatchObject({ problem: { code: 'removed' } });
      expect(count.connected).toBe(0);
    },
  );

  it('does not hide its own errors', async () => {
    await expect(identify(() => Promise.reject(new TypeError('a fault')), options())).rejects.toThrow('a fault');
  });
});

function yesMan(): VirtualCard {
  return new VirtualCard({ atr: '3b00', applets: [], behaves: { quirk: 'yes-man' } });
}

function accessCard(): VirtualCard {
  const applet = { aid: fromHex('a000000116db00'), selected: new Uint8Array(), objects: {} };
  return new VirtualCard({ atr: '3b6500002063cb6800', applets: [applet] });
}

function fidoKey(): VirtualCard {
  const applet = { aid: fromHex('a0000006472f0001'), selected: Buffer.from('U2F_V2'), objects: {} };
  return new VirtualCard({ atr: '3b00', applets: [applet] });
}

/** A card with other answers to commands with these first bytes, in hex. */
function withAnswers(card: VirtualCard, answers: Readonly<Record<string, string>>): VirtualCard {
  const answer = card.answer.bind(card);
  card.answer = (command) => {
    const other = Object.entries(answers).find(([start]) => toHex(command).startsWith(start))?.[1];
    return other === undefined ? answer(command) : { does: 'answer', response: fromHex(other), afterMs: 0 };
  };
  return card;
}
