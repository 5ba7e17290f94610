import { connect, type Socket } from 'node:net';
import { readSlotState, type SlotState } from '../electron/readers/slot-state.fixture.js';
import type { VirtualCard } from '../electron/training/virtual-card.js';

/** TCP ports of the two slots of Debian's vsmartcard-vpcd, `Virtual PCD 00 00` and `Virtual PCD 00 01`. */
export const VPCD_PORTS = [35_963, 35_964] as const;

/** PC/SC names of those slots. */
export const VPCD_READERS = ['Virtual PCD 00 00', 'Virtual PCD 00 01'] as const;

/** One-byte messages of vpcd (vsmartcard's vpcd.h); anything longer is an APDU. */
const POWER_OFF = 0;
const POWER_ON = 1;
const RESET = 2;
const GET_ATR = 4;

/** Time after the last command from which a card without a reset will not be reset, ms. */
const LEFT_MS = 1_000;
/** How long the service may take to notice that a card is gone, ms: ten times what it takes. */
const SEEN_GONE_LIMIT_MS = 5_000;

/** What can be put into a slot: anything that answers as a card does. */
export type CardOnWire = Pick<VirtualCard, 'atr' | 'reset' | 'answer'>;

/** A virtual card in a vpcd slot: real PC/SC from there on. */
export interface VpcdCard {
  /** Resolves when the slot has asked for the card's ATR and so knows of it. */
  readonly noticed: Promise<void>;
  /** Resolves when the card is out of the slot, no matter who removed it. */
  readonly gone: Promise<void>;
  /** Number of command APDUs the card received. */
  readonly commands: number;
  /**
   * Removes the card after its last command and any reset that follows, because pcscd shows a mute card in an empty slot
   * forever if a card is removed during its reset. Resolves when the service has noticed, at most 400 ms later, so that the next
   * card is reported as another one.
   */
  remove(): Promise<void>;
  /**
   * Removes the card without waiting. A card put in before the service polls is not always reported as another one, or at
   * all: pcscd also notices when it powers the slot down, some time after a card is released, and when a reset fails; but
   * only its next poll reports, and it finds a card then.
   */
  snatch(): Promise<void>;
}

/**
 * Puts a card into a slot. vpcd listens; connecting inserts, closing removes. Frames are a 2-byte big-endian length and a
 * body.
 *
 * @throws Error if no vpcd listens there
 */
export async function insertCard(port: number, card: CardOnWire): Promise<VpcdCard> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  let wasNoticed = false;
  const rest = new Rest();
  let notice: () => void = () => undefined;
  const noticed = new Promise<void>((resolve) => {
    notice = resolve;
  });
  const gone = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  // A slot that ends with its service resets the connection; `gone` reports it.
  socket.on('error', () => undefined);
  const isMute = card.atr.length === 0;
  let isPowered = false;
  let commands = 0;
  let buffered = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE(0)) {
      const body = buffered.subarray(2, 2 + buffered.readUInt16BE(0));
      buffered = buffered.subarray(2 + body.length);
      receive(body);
    }
  });

  function receive(body: Buffer): void {
    if (body.length !== 1) {
      commands += 1;
      rest.disturbed();
      obey(socket, card, body);
      return;
    }
    switch (body[0]) {
      case POWER_OFF:
        isPowered = false;
        card.reset();
        rest.wasReset();
        return;
      case POWER_ON:
      case RESET:
        isPowered = true;
        card.reset();
        rest.wasReset();
        return;
      case GET_ATR:
        // vpcd also asks for the ATR to check whether there is a card. A mute card answers; when it is then powered on, it
        // returns something longer than any ATR (ISO 7816-3 §8.2.1), which the service treats as no answer.
        send(socket, !isMute ? card.atr : isPowered ? new Uint8Array(64) : Uint8Array.of(0x3b));
        wasNoticed = true;
        notice();
        rest.wasAsked();
        return;
      default:
        throw new Error(`vpcd sent the unknown message ${body.toString('hex')}`);
    }
  }

  return {
    noticed,
    gone,
    get commands() {
      return commands;
    },
    remove: async () => {
      if (socket.destroyed) return gone;
      await rest.come();
      const reader = wasNoticed ? VPCD_READERS[VPCD_PORTS.findIndex((one) => one === port)] : undefined;
      const before = reader === undefined ? null : readSlotState(reader);
      socket.destroy();
      await gone;
      if (reader !== undefined && before !== null) await untilSeenGone(reader, before);
    },
    snatch: () => {
      socket.destroy();
      return gone;
    },
  };
}

/** Tracks whether a card is idle: from the ATR after its last reset until the next command. */
class Rest {
  #isStill = true;
  #isReset = false;
  #still: () => void = () => undefined;

  disturbed(): void {
    this.#isStill = false;
    this.#isReset = false;
  }

  wasReset(): void {
    this.#isReset = true;
  }

  /** Records a request for the ATR, which is the slot's last step when it resets a card. */
  wasAsked(): void {
    if (!this.#isReset) return;
    this.#isStill = true;
    this.#still();
  }

  /** Resolves when the card is idle, or soon if the program that sent commands does not reset it. */
  async come(): Promise<void> {
    if (this.#isStill) return;
    await new Promise<void>((resolve) => {
      this.#still = resolve;
      setTimeout(resolve, LEFT_MS).unref();
    });
  }
}

/** Waits until the service has counted the removal. An empty slot alone is no proof; see {@link VpcdCard.snatch}. */
async function untilSeenGone(reader: string, before: SlotState): Promise<void> {
  const deadline = Date.now() + SEEN_GONE_LIMIT_MS;
  for (let now = readSlotState(reader); now !== null && (now.hasCard || now.moves === before.moves); now = readSlotState(reader)) {
    if (Date.now() > deadline) throw new Error(`PC/SC has not seen the card in ${reader} go: ${JSON.stringify({ before, now })}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function obey(socket: Socket, card: CardOnWire, command: Uint8Array): void {
  const answer = card.answer(command);
  switch (answer.does) {
    case 'answer':
      if (answer.afterMs === 0) send(socket, answer.response);
      else setTimeout(() => send(socket, answer.response), answer.afterMs);
      return;
    case 'go':
      socket.destroy();
      return;
    case 'nothing':
  }
}

function send(socket: Socket, body: Uint8Array): void {
  if (socket.destroyed) return;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  socket.write(Buffer.concat([length, body]));
}
