import { describe, expect, it } from 'vitest';
import type { IdentificationProblem } from '../../shared/cards.js';
import { fromHex, PcscError, toHex, type CardConnection } from '../readers/driver.js';
import { pcscCodes } from '../readers/pcsc-codes.js';
import { GIDS_ATR, gidsApplet, gidsCard, pivApplet, storageCard, strangeCard } from '../training/virtual-applets.js';
import { VirtualCard, type Quirk } from '../training/virtual-card.js';
import { VirtualDriver } from '../training/virtual-driver.js';
import { identify, type IdentifyOptions } from './identify.js';
import { recorded } from './replay.fixture.js';

const READER = 'Reader';
const { raw, windowsGuid } = recorded.gids;
const gidsId = { text: windowsGuid, raw, byteOrder: 'windows-guid', source: 'gids' };

/** A card in a virtual reader, with a count of what was not let go. */
function inReader(card: VirtualCard) {
  const driver = new VirtualDriver();
  driver.attach(READER);
  driver.insert(READER, card);
  const counted = counting(() => driver.connect(READER));
  return { driver, ...counted };
}

function counting(connect: () => Promise<CardConnection>) {
  const count = { connected: 0, held: 0, reset: 0, commands: 0 };
  return {
    count,
    connect: async (): Promise<CardConnection> => {
      const connection = await connect();
      count.connected += 1;
      count.held += 1;
      return {
        ...connection,
        transmit: (command) => {
          count.commands += 1;
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
  it('reads a GIDS card id and lets the card go, reset', async () => {
    const { connect, count } = inReader(gidsCard(raw));
    expect(await identify(connect, options())).toEqual({ state: 'identified', cardId: gidsId });
    expect(count).toMatchObject({ connected: 1, held: 0, reset: 1 });
  });

  it('does not wait for the reset', async () => {
    const { connect } = inReader(gidsCard(raw));
    const slow = async (): Promise<CardConnection> => ({ ...(await connect()), disconnect: () => new Promise(() => undefined) });
    expect(await identify(slow, options())).toEqual({ state: 'identified', cardId: gidsId });
  });

  it('reads a card once that gives the id it is known by, and any other twice', async () => {
    const known = { text: windowsGuid, raw, byteOrder: 'windows-guid', source: 'gids' } as const;
    const same = inReader(gidsCard(raw));
    const first = await identify(same.connect, options({ known: null }));
    const { commands } = same.count;
    expect(await identify(same.connect, options({ known }))).toEqual(first);
    expect(same.count.commands - commands).toBe(commands / 2);
    const other = inReader(gidsCard('ffeeddccbbaa99887766554433221100'));
    expect(await identify(other.connect, options({ known }))).toMatchObject({ cardId: { raw: 'ffeeddccbbaa99887766554433221100' } });
    expect(other.count.commands).toBe(commands);
  });

  it.each<[string, Quirk]>([
    ['keeps every response back', { quirk: 't0' }],
    ['wants the exact length', { quirk: 'wants-exact-length' }],
    ['is slow', { quirk: 'slow', ms: 5 }],
  ])('reads a card that %s', async (_what, quirk) => {
    expect(await identify(inReader(gidsCard(raw, quirk)).connect, options())).toEqual({ state: 'identified', cardId: gidsId });
  });

  it.each([
    ['windows-guid', recorded.piv.windowsGuid],
    ['rfc4122', recorded.piv.rfc4122],
  ] as const)('reads a PIV card, told as %s', async (pivByteOrder, text) => {
    const card = new VirtualCard({ atr: recorded.piv.atr, applets: [pivApplet(recorded.piv.raw, 2_000)] });
    const policy = { pivByteOrder, allowContactlessUid: false };
    expect(await identify(inReader(card).connect, options({ policy }))).toEqual({
      state: 'identified',
      cardId: { text, raw: recorded.piv.raw, byteOrder: pivByteOrder, source: 'piv' },
    });
  });

  it('takes GIDS before PIV on a card that has both', async () => {
    const card = new VirtualCard({ atr: GIDS_ATR, applets: [pivApplet(recorded.piv.raw), gidsApplet(raw)] });
    expect(await identify(inReader(card).connect, options())).toMatchObject({ cardId: { source: 'gids' } });
  });

  it('does not make do with another applet when the first one has no id', async () => {
    const card = new VirtualCard({ atr: GIDS_ATR, applets: [pivApplet(recorded.piv.raw), gidsApplet(null)] });
    expect(await identify(inReader(card).connect, options())).toEqual({
      state: 'unidentified',
      problem: { code: 'no-card-id', statusWord: '6a88' },
    });
  });

  describe('with a contactless storage card', () => {
    const uid = '04a1b2c3d4e5f6';
    const atr = '3b8f8001804f0ca000000306030001000000006a';
    const policy = (allowContactlessUid: boolean) => ({ pivByteOrder: 'windows-guid' as const, allowContactlessUid });

    it('has no id for it unless policy says so', async () => {
      expect(await identify(inReader(storageCard(uid)).connect, options({ atr, policy: policy(false) }))).toEqual({
        state: 'unidentified',
        problem: { code: 'unknown-applet', kind: 'storage' },
      });
    });

    it('gives its UID where policy says so', async () => {
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

    it('takes an applet before the UID', async () => {
      const card = new VirtualCard({ atr: GIDS_ATR, applets: [gidsApplet(raw)], uid });
      expect(await identify(inReader(card).connect, options({ policy: policy(true) }))).toEqual({ state: 'identified', cardId: gidsId });
    });
  });

  it.each<[string, VirtualCard, IdentificationProblem]>([
    ['has no applet we know', strangeCard(), { code: 'unknown-applet', kind: 'unknown' }],
    ['says yes to everything', yesMan(), { code: 'unknown-applet', kind: 'unknown' }],
    ['is a FIDO key', fidoKey(), { code: 'unknown-applet', kind: 'fido' }],
    ['is a Common Access Card without PIV', accessCard(), { code: 'unknown-applet', kind: 'cac' }],
    ['has no card id', gidsCard(null), { code: 'no-card-id', statusWord: '6a88' }],
    ['is blank', gidsCard('00'.repeat(16)), { code: 'blank-card-id' }],
    ['is erased', gidsCard('ff'.repeat(16)), { code: 'blank-card-id' }],
    ['has a short id', gidsCard('3ff1'), { code: 'malformed-card-id', answer: 'df20023ff1' }],
    ['answers garbage', gidsCard(raw, { quirk: 'garbage' }), { code: 'malformed-card-id', answer: '00' }],
    ['has a PIV applet without a GUID', new VirtualCard({ atr: recorded.piv.atr, applets: [pivApplet(null)] }), { code: 'no-card-id', statusWord: '9000' }],
    ['has a PIV GUID of zeros', new VirtualCard({ atr: recorded.piv.atr, applets: [pivApplet('00'.repeat(16))] }), { code: 'blank-card-id' }],
    ['loses contact in the middle', gidsCard(raw, { quirk: 'dies', afterCommands: 2 }), { code: 'removed' }],
  ])('says why a card that %s has no id, and lets it go', async (_what, card, problem) => {
    const { connect, count } = inReader(card);
    expect(await identify(connect, options({ atr: toHex(card.atr) }))).toEqual({ state: 'unidentified', problem });
    expect(count.held).toBe(0);
  });

  it('refuses a card that always has more to say', async () => {
    const { connect } = inReader(gidsCard(raw, { quirk: 'endless' }));
    expect(await identify(connect, options())).toMatchObject({ problem: { code: 'malformed-card-id' } });
  });

  it('refuses a card that gives another id each time', async () => {
    const { connect } = inReader(gidsCard(raw, { quirk: 'fickle' }));
    expect(await identify(connect, options())).toMatchObject({ problem: { code: 'malformed-card-id' } });
  });

  it('gives up on a card that never answers, and lets it go', async () => {
    const { connect, count } = inReader(gidsCard(raw, { quirk: 'silent' }));
    expect(await identify(connect, options({ limitMs: 30 }))).toEqual({
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

  it('gives up at once when the card has left already', async () => {
    const { connect } = inReader(gidsCard(raw));
    expect(await identify(connect, options({ signal: AbortSignal.abort() }))).toMatchObject({ problem: { code: 'removed' } });
  });

  it('lets go of a connection that comes too late', async () => {
    const { driver, count, connect } = inReader(gidsCard(raw));
    let deliver: () => void = () => undefined;
    const late = new Promise<void>((resolve) => (deliver = resolve)).then(connect);
    expect(await identify(() => late, options({ limitMs: 10 }))).toMatchObject({ problem: { code: 'timeout' } });
    deliver();
    await late;
    await new Promise((resolve) => setImmediate(resolve));
    expect(count).toMatchObject({ connected: 1, held: 0, reset: 1 });
    await driver.stop();
  });

  it('waits quietly while another program holds the card', async () => {
    const { connect } = inReader(gidsCard(raw));
    const held = refusing('SCARD_E_SHARING_VIOLATION', 'SCARD_E_SHARING_VIOLATION', 'SCARD_E_SHARING_VIOLATION', 'SCARD_E_SHARING_VIOLATION');
    expect(await identify(held(connect), options())).toEqual({ state: 'identified', cardId: gidsId });
  });

  it('says so when another program does not let go', async () => {
    const connect = (): Promise<CardConnection> =>
      Promise.reject(new PcscError(pcscCodes.SCARD_E_SHARING_VIOLATION, 'held'));
    expect(await identify(connect, options({ limitMs: 20 }))).toEqual({ state: 'unidentified', problem: { code: 'in-use' } });
  });

  it.each(['SCARD_F_COMM_ERROR', 'SCARD_W_UNRESPONSIVE_CARD', 'SCARD_E_NOT_TRANSACTED', 'SCARD_W_RESET_CARD'] as const)(
    'tries twice more after %s',
    async (name) => {
      const { connect } = inReader(gidsCard(raw));
      expect(await identify(refusing(name, name)(connect), options())).toEqual({ state: 'identified', cardId: gidsId });
    },
  );

  it('calls a card faulty that fails three times and is still there', async () => {
    const { connect, count } = inReader(gidsCard(raw));
    const failing = refusing('SCARD_F_COMM_ERROR', 'SCARD_F_COMM_ERROR', 'SCARD_F_COMM_ERROR')(connect);
    expect(await identify(failing, options())).toEqual({
      state: 'unidentified',
      problem: { code: 'communication', pcscCode: pcscCodes.SCARD_F_COMM_ERROR },
    });
    expect(count.held).toBe(0);
  });

  it('calls a card removed that fails three times and is gone', async () => {
    const { connect } = inReader(gidsCard(raw));
    const failing = refusing('SCARD_F_COMM_ERROR', 'SCARD_F_COMM_ERROR', 'SCARD_F_COMM_ERROR', 'SCARD_E_NO_SMARTCARD')(connect);
    expect(await identify(failing, options())).toMatchObject({ problem: { code: 'removed' } });
  });

  it.each(['SCARD_W_REMOVED_CARD', 'SCARD_E_NO_SMARTCARD', 'SCARD_E_UNKNOWN_READER', 'SCARD_E_READER_UNAVAILABLE'] as const)(
    'takes %s for a card that has left',
    async (name) => {
      const { connect, count } = inReader(gidsCard(raw));
      expect(await identify(refusing(name)(connect), options())).toMatchObject({ problem: { code: 'removed' } });
      expect(count.connected).toBe(0);
    },
  );

  it('does not hide an error of its own', async () => {
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
