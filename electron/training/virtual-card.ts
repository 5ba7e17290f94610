import { parseAtr } from '../../shared/atr/parse.js';
import { fromHex, toHex, type CardConnection } from '../pcsc/driver.js';

/** A card's response to a command. `gone`: contact is lost, as when it is pulled out. */
export type CardAnswer =
  | { readonly does: 'answer'; readonly response: Uint8Array; readonly afterMs: number }
  | { readonly does: 'nothing' }
  | { readonly does: 'go' };

/** An applet: its AID, its answer to SELECT, and its data objects by file and tag for GET DATA. */
export interface Applet {
  readonly aid: Uint8Array;
  readonly selected: Uint8Array;
  readonly objects: Readonly<Record<string, Uint8Array>>;
}

/**
 * How a card misbehaves.
 * - `mute`: no answer to reset.
 * - `slow`: a second per command.
 * - `silent`: accepts every command and never answers.
 * - `garbage`: answers with something other than a response APDU.
 * - `dies`: loses contact after some commands.
 * - `endless`: always has more data (61xx).
 * - `fickle`: another id each time.
 * - `yes-man`: accepts every SELECT and has no data.
 * - `t0`: holds every response for GET RESPONSE (61xx), as with T=0.
 * - `t0-strict`: also refuses a command with Le after its data (6700).
 * - `t0-terse`: `t0-strict`, but answers 9000 and holds the response unannounced.
 * - `t0-names-length`: `t0`, announced without its length (6100) and given for the exact length only (6Cxx).
 * - `wants-exact-length`: refuses any Le but the exact one (6Cxx).
 */
export type Quirk =
  | {
      readonly quirk:
        | 'none'
        | 'mute'
        | 'silent'
        | 'garbage'
        | 'endless'
        | 'fickle'
        | 'yes-man'
        | 't0'
        | 't0-strict'
        | 't0-terse'
        | 't0-names-length'
        | 'wants-exact-length';
    }
  | { readonly quirk: 'slow'; readonly ms: number }
  | { readonly quirk: 'dies'; readonly afterCommands: number };

export interface VirtualCardOptions {
  /** The answer to reset, hex. */
  readonly atr: string;
  readonly applets: readonly Applet[];
  /** The UID, hex, that a contactless reader gives; undefined: a contact card. */
  readonly uid?: string;
  readonly behaves?: Quirk;
}

const OK = Uint8Array.of(0x90, 0x00);
const FILE_NOT_FOUND = Uint8Array.of(0x6a, 0x82);
const OBJECT_NOT_FOUND = Uint8Array.of(0x6a, 0x88);
const WRONG_LENGTH = Uint8Array.of(0x67, 0x00);
const UNKNOWN_CLASS = Uint8Array.of(0x6e, 0x00);
const UNKNOWN_INSTRUCTION = Uint8Array.of(0x6d, 0x00);

/** A simulated card: takes command APDUs, returns response APDUs. Does not depend on readers, sockets or time. */
export class VirtualCard {
  /** The answer to reset; empty if the card is mute. */
  readonly atr: Uint8Array;
  /** The transmission protocol. */
  readonly protocol: CardConnection['protocol'];
  private readonly behaves: Quirk;
  private selected: Applet | null = null;
  /** Held for GET RESPONSE. */
  private held = new Uint8Array();
  private commands = 0;

  constructor(private readonly options: VirtualCardOptions) {
    this.behaves = options.behaves ?? { quirk: 'none' };
    this.protocol = parseAtr(options.atr).protocols.includes(1) ? 'T=1' : 'T=0';
    this.atr = this.behaves.quirk === 'mute' ? new Uint8Array() : fromHex(options.atr);
  }

  /** Power-off or reset: clears the selection. */
  reset(): void {
    this.selected = null;
    this.held = new Uint8Array();
  }

  /** Answers one command APDU. */
  answer(command: Uint8Array): CardAnswer {
    this.commands += 1;
    const { behaves } = this;
    switch (behaves.quirk) {
      case 'silent':
        return { does: 'nothing' };
      case 'garbage':
        return { does: 'answer', response: Uint8Array.of(0x00), afterMs: 0 };
      case 'endless':
        return { does: 'answer', response: Uint8Array.of(0x2a, 0x61, 0x01), afterMs: 0 };
      case 'dies':
        if (this.commands > behaves.afterCommands) return { does: 'go' };
        break;
      default:
    }
    return { does: 'answer', response: this.execute(command), afterMs: behaves.quirk === 'slow' ? behaves.ms : 0 };
  }

  private execute(command: Uint8Array): Uint8Array {
    const [cla, ins, p1, p2] = command;
    if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return WRONG_LENGTH;
    if (cla === 0xff && ins === 0xca) {
      return this.options.uid === undefined ? UNKNOWN_CLASS : join(fromHex(this.options.uid), OK);
    }
    if (ins === 0xc0) return this.fetch(command[4] ?? 0);
    const body = parseBody(command.subarray(4));
    if (body === null) return WRONG_LENGTH;
    const isStrict = this.behaves.quirk === 't0-strict' || this.behaves.quirk === 't0-terse';
    if (isStrict && command.length !== 5 + body.data.length) return WRONG_LENGTH;
    this.held = new Uint8Array();
    switch (ins) {
      case 0xa4:
        return this.finish(this.select(body.data), body.le);
      case 0xcb:
        return this.finish(this.getData(toHex(Uint8Array.of(p1, p2)), body.data), body.le);
      default:
        return UNKNOWN_INSTRUCTION;
    }
  }

  private select(aid: Uint8Array): Uint8Array {
    const applet = this.options.applets.find((one) => aid.length >= 5 && toHex(one.aid).startsWith(toHex(aid)));
    if (applet === undefined) return this.behaves.quirk === 'yes-man' ? OK : FILE_NOT_FOUND;
    this.selected = applet;
    return join(applet.selected, OK);
  }

  private getData(file: string, tags: Uint8Array): Uint8Array {
    const object = this.selected?.objects[`${file}/${toHex(tags)}`];
    if (object === undefined) return OBJECT_NOT_FOUND;
    if (this.behaves.quirk !== 'fickle') return join(object, OK);
    const other = Uint8Array.from(object);
    other[other.length - 1] = this.commands & 0xff;
    return join(other, OK);
  }

  /** Returns a response up to Le and holds the rest for GET RESPONSE. */
  private finish(response: Uint8Array, le: number): Uint8Array {
    const data = response.subarray(0, -2);
    if (data.length === 0) return response;
    if (this.behaves.quirk === 'wants-exact-length' && le !== data.length) return Uint8Array.of(0x6c, data.length & 0xff);
    const isT0 = this.behaves.quirk.startsWith('t0');
    const now = isT0 ? 0 : Math.min(le, data.length);
    this.held = Uint8Array.from(data.subarray(now));
    if (this.behaves.quirk === 't0-terse') return OK;
    return this.held.length === 0 ? response : join(data.subarray(0, now), this.more());
  }

  private fetch(le: number): Uint8Array {
    if (this.held.length === 0) return WRONG_LENGTH;
    const wanted = le === 0 ? 256 : le;
    const { quirk } = this.behaves;
    const isExact = wanted === Math.min(this.held.length, 256);
    if ((quirk === 't0-names-length' || quirk === 't0-terse') && !isExact) return Uint8Array.of(0x6c, this.held.length & 0xff);
    const part = this.held.subarray(0, wanted);
    this.held = this.held.slice(wanted);
    return join(part, this.held.length === 0 ? OK : this.more());
  }

  private more(): Uint8Array {
    const isNamed = this.behaves.quirk !== 't0-names-length' && this.held.length <= 255;
    return Uint8Array.of(0x61, isNamed ? this.held.length : 0);
  }
}

/** Parses Lc, data and Le of a short APDU (ISO 7816-4 §5.1); null if the lengths do not match. */
function parseBody(body: Uint8Array): { data: Uint8Array; le: number } | null {
  const [first] = body;
  if (first === undefined) return { data: new Uint8Array(), le: 0 };
  if (body.length === 1) return { data: new Uint8Array(), le: first === 0 ? 256 : first };
  const rest = body.length - 1 - first;
  if (rest < 0 || rest > 1) return null;
  const le = rest === 1 ? body[body.length - 1] : 256;
  return { data: body.subarray(1, 1 + first), le: le === 0 || le === undefined ? 256 : le };
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
