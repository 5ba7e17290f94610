import type { CardInterface, ContextInterface } from 'smartcard';
import type { CardConnection, Share } from '../pcsc/driver.js';
import { isWaitedFor, readEventState, type ReaderSnapshot } from './reader-snapshot.js';
import { PollingDriver, type PollingDriverDeps, type PcscAddon } from './polling-driver.js';
import { smartcardError, smartcardServiceError, someResponse } from '../pcsc/pcsc-codes.js';

type Smartcard = typeof import('smartcard');

/** The pseudo reader that stands for the list of readers; the upper 16 bits of its state are their number. */
const PNP = '\\\\?PnP?\\Notification';
/**
 * Replacement for bytes in a reader's name that are not UTF-8. The addon asks Windows for names in the system's code page and
 * decodes them as UTF-8, so non-ASCII letters are lost. The addon's reader object keeps the bytes for connecting, but waiting
 * uses the decoded name.
 */
const NOT_UTF8 = '\ufffd';
/** Room for an extended response with its status word (ISO 7816-4 §5.1), bytes. */
const LONGEST_RESPONSE = 65_538;

export interface SmartcardDriverDeps extends Omit<PollingDriverDeps, 'load' | 'driver'> {
  /** Loads the npm package `smartcard`; its shape is checked. */
  readonly load: () => unknown;
  readonly platform: NodeJS.Platform;
}

/**
 * PC/SC through `smartcard` (Node-API). Uses its `Context` only: `Devices` reports a card only after connecting and stays
 * connected, and `ReaderMonitor` waits on Windows in a way that returns at once, repeatedly.
 */
export class SmartcardDriver extends PollingDriver {
  constructor({ load, platform, ...options }: SmartcardDriverDeps) {
    super({
      ...options,
      driver: 'smartcard',
      load: () => {
        const loaded = load();
        if (!isSmartcard(loaded)) throw new Error('The package smartcard has no Context');
        return new SmartcardAddon(loaded, platform);
      },
    });
  }
}

function isSmartcard(loaded: unknown): loaded is Smartcard {
  return typeof loaded === 'object' && loaded !== null && 'Context' in loaded && typeof loaded.Context === 'function';
}

class SmartcardAddon implements PcscAddon {
  private context: ContextInterface | null = null;
  /** The readers' states in the last snapshot, as waiting compares them. */
  private seen: { readonly name: string; readonly state: number }[] = [];
  private waiting: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly smartcard: Smartcard,
    private readonly platform: NodeJS.Platform,
  ) {}

  readSnapshot(): Promise<readonly ReaderSnapshot[]> {
    try {
      this.context ??= new this.smartcard.Context();
    } catch (error) {
      return Promise.reject(smartcardServiceError(error, this.platform));
    }
    try {
      const readers = this.context.listReaders();
      // Without SCARD_STATE_CHANGED (0x2), which is set in answers only.
      this.seen = readers.map(({ name, state }) => ({ name, state: (state & ~0x2) >>> 0 }));
      return Promise.resolve(
        readers.map(({ name, state, atr }) => ({ reader: name, card: readEventState(state, atr, this.platform !== 'darwin') })),
      );
    } catch (error) {
      return Promise.reject(smartcardError(error));
    }
  }

  async changed(ms: number): Promise<void> {
    const { context, seen } = this;
    if (context === null) return;
    const pnp = { name: PNP, state: (seen.length << 16) >>> 0 };
    // A reader that the service cannot find would end the wait for all; it is polled after `ms` instead.
    const states = [...seen.filter(({ name }) => !name.includes(NOT_UTF8)), pnp].map((reader) => ({
      ...reader,
      changed: false,
      atr: null,
    }));
    const deadline = new Promise((resolve) => setTimeout(resolve, ms));
    this.waiting = context.waitForChange(states, ms).then(
      (changes) => (changes ?? []).some(({ changed }) => changed),
      () => false,
    );
    // If waiting fails at once, the next snapshot reports why, after the normal pause.
    if ((await this.waiting) !== true) await deadline;
  }

  async connect(readerName: string, share: Share): Promise<CardConnection> {
    // Uses its own context, because the client library allows only one call at a time per context.
    let context: ContextInterface | null = null;
    try {
      context = new this.smartcard.Context();
      const reader = context.listReaders().find(({ name }) => name === readerName);
      if (reader === undefined) throw new Error('Unknown reader');
      const { SCARD_SHARE_SHARED, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0, SCARD_PROTOCOL_T1 } = this.smartcard;
      const mode = share === 'exclusive' ? SCARD_SHARE_EXCLUSIVE : SCARD_SHARE_SHARED;
      const isUsedByOthers = isWaitedFor(reader.state, this.platform);
      const card = await reader.connect(mode, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1);
      return new SmartcardConnection(this.smartcard, context, card, isUsedByOthers);
    } catch (error) {
      context?.close();
      throw smartcardError(error);
    }
  }

  async release(): Promise<void> {
    const { context, waiting } = this;
    this.context = null;
    if (context === null) return;
    try {
      context.cancel();
    } catch {
      // A dead service has nothing to cancel; the wait has ended with it.
    }
    await waiting;
    context.close();
  }
}

class SmartcardConnection implements CardConnection {
  readonly protocol: 'T=0' | 'T=1';
  private inFlight: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly smartcard: Smartcard,
    private readonly context: ContextInterface,
    private readonly card: CardInterface,
    readonly isUsedByOthers: boolean,
  ) {
    this.protocol = card.protocol === smartcard.SCARD_PROTOCOL_T0 ? 'T=0' : 'T=1';
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    let response: Uint8Array;
    try {
      const sent = this.card.transmit(Buffer.from(command), { maxRecvLength: LONGEST_RESPONSE });
      this.inFlight = sent.catch(() => undefined);
      response = await sent;
    } catch (error) {
      throw smartcardError(error);
    }
    return someResponse(response);
  }

  async disconnect(disposition: 'leave' | 'reset'): Promise<void> {
    const { SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0, SCARD_PROTOCOL_T1, SCARD_RESET_CARD, SCARD_LEAVE_CARD } = this.smartcard;
    // The handle must outlive a running command.
    await this.inFlight;
    try {
      // disconnect blocks this thread during a reset; reconnect does not.
      if (disposition === 'reset') {
        await this.card.reconnect(SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, SCARD_RESET_CARD);
      }
    } catch {
      // The card has left, so there is nothing to reset.
    }
    try {
      this.card.disconnect(SCARD_LEAVE_CARD);
    } catch {
      // The card has left, so there is nothing to disconnect.
    }
    this.context.close();
  }
}
