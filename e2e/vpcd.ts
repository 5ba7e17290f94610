import { connect, type Socket } from 'node:net';
import { lookAtSlot, type SlotLook } from '../electron/readers/slot-look.fixture.js';
import type { VirtualCard } from '../electron/training/virtual-card.js';

/** The TCP ports of the two slots that Debian's vsmartcard-vpcd gives, `Virtual PCD 00 00` and `Virtual PCD 00 01`. */
export const VPCD_PORTS = [35_963, 35_964] as const;

/** The names PC/SC gives to those slots. */
export const VPCD_READERS = ['Virtual PCD 00 00', 'Virtual PCD 00 01'] as const;

/** One-byte messages of vpcd (vsmartcard's vpcd.h); everything longer is an APDU. */
const POWER_OFF = 0;
const POWER_ON = 1;
const RESET = 2;
const GET_ATR = 4;

/** A card that has not been reset so long after its last command, ms, is not being reset. */
const LEFT_MS = 1_000;
/** How long the service may take to see a card go, ms: ten times what it takes. */
const SEEN_GONE_LIMIT_MS = 5_000;

/** What can be put into a slot: anything that answers as a card does. */
export type CardOnWire = Pick<VirtualCard, 'atr' | 'reset' | 'answer'>;

/** A virtual card in a vpcd slot: real PC/SC from there on. */
export interface VpcdCard {
  /** Resolves when the slot has asked for the card's ATR, i.e. knows of it. */
  readonly noticed: Promise<void>;
  /** Resolves when the card is out of the slot, whoever took it out. */
  readonly gone: Promise<void>;
  /** How many command APDUs the card was sent. */
  readonly commands: number;
  /**
   * Takes the card out once the commands it was sent are behind it, and the reset after them, if there is one; pcscd shows a
   * mute card in an empty slot for good when a card goes within its reset. Resolves when the service has looked and seen it
   * go, 400 ms later at most, so that what is put in next is told as another card.
   */
  remove(): Promise<void>;
  /**
   * Takes the card out, and waits for nothing. What is put in before the service looks is not always told as another
   * card, or at all: pcscd also finds out when it powers the slot down, some time after a card is let go, and when a
   * reset fails; but only its next look tells, and finds a card then.
   */
  snatch(): Promise<void>;
}

/**
 * Puts a card into a slot. vpcd listens; connecting inserts, closing removes. Frames are a 2-byte big-endian length and
 * a body.
 *
 * @throws Error when no vpcd listens there
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
  // A slot that goes away with its service closes the connection the hard way; `gone` tells.
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
        // vpcd asks for the ATR to see whether a card is there at all, too. A mute one is; when it is then powered on,
        // it gives something longer than any ATR can be (ISO 7816-3 §8.2.1), which the service takes for no answer.
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
      const before = reader === undefined ? null : lookAtSlot(reader);
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

/** Whether a card lies still: from the ATR after its last reset until the next command. */
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

  /** Asked for its ATR, the last thing the slot does when it resets a card. */
  wasAsked(): void {
    if (!this.#isReset) return;
    this.#isStill = true;
    this.#still();
  }

  /** Resolves when the card lies still; or soon, where whoever sent commands leaves it as it is. */
  async come(): Promise<void> {
    if (this.#isStill) return;
    await new Promise<void>((resolve) => {
      this.#still = resolve;
      setTimeout(resolve, LEFT_MS).unref();
    });
  }
}

/** Waits until the service has counted that the card went: that it shows none may be another's word; see {@link VpcdCard.snatch}. */
async function untilSeenGone(reader: string, before: SlotLook): Promise<void> {
  const deadline = Date.now() + SEEN_GONE_LIMIT_MS;
  for (let now = lookAtSlot(reader); now !== null && (now.hasCard || now.moves === before.moves); now = lookAtSlot(reader)) {
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
