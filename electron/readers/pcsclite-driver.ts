import { PcscError, type CardConnection, type Share } from '../pcsc/driver.js';
import { isWaitedFor, readEventState, type ReaderSnapshot } from './reader-snapshot.js';
import { PollingDriver, type PollingDriverDeps, type PcscAddon } from './polling-driver.js';
import { pcscCodes, pcscliteError, someResponse } from '../pcsc/pcsc-codes.js';
import { isError, isPcsclite, makeReaderLike, type Pcsclite, type PcscliteReader } from './pcsclite-addon.js';
import { countAliveSessions, PcscliteSession } from './pcsclite-session.js';

/** Room for an extended response with its status word (ISO 7816-4 §5.1), bytes. */
const LONGEST_RESPONSE = 65_538;
/** Sessions cannot be closed (see `alive` in pcsclite-session.ts); after this many the process is replaced. */
const MOST_SESSIONS = 4;
/** Number of polls after which every reader's state is queried, changed or not. */
const LOOKS_PER_REFRESH = 20;

/** Readers used for connections are never followed, so they are kept forever; see `makeReaderLike`. */
const unfollowed = new Set<PcscliteReader>();

export interface PcscliteDriverDeps extends Omit<PollingDriverDeps, 'load' | 'driver'> {
  /** Loads the npm package `pcsclite`; its shape is checked. */
  readonly load: () => unknown;
  readonly platform: NodeJS.Platform;
  /** Called when this process should be replaced. */
  readonly onWornOut: () => void;
}

/** PC/SC through `pcsclite` (NAN). Needs its own process: its resources are released only with the process. */
export class PcscliteDriver extends PollingDriver {
  constructor({ load, platform, onWornOut, ...options }: PcscliteDriverDeps) {
    super({
      ...options,
      driver: 'pcsclite',
      load: () => {
        const loaded = load();
        if (!isPcsclite(loaded)) throw new Error('The package pcsclite is not a function');
        return new PcscliteAddon(loaded, platform, onWornOut);
      },
    });
  }
}

class PcscliteAddon implements PcscAddon {
  private session: PcscliteSession | null = null;
  private looks = 0;
  private isHinted = false;
  private wake: (() => void) | null = null;
  /**
   * Idle readers for connections, by name; reused because each holds a service connection. They are not the followed ones:
   * following and commands share a mutex that every status event takes on the main thread, so one silent card would block the
   * process.
   */
  private free = new Map<string, PcscliteReader[]>();

  constructor(
    private readonly pcsclite: Pcsclite,
    private readonly platform: NodeJS.Platform,
    private readonly onWornOut: () => void,
  ) {}

  async readSnapshot(): Promise<readonly ReaderSnapshot[]> {
    if (this.session?.isStale === true) {
      this.session.abandon();
      this.session = null;
      if (countAliveSessions() >= MOST_SESSIONS) this.onWornOut();
    }
    this.isHinted = false;
    if (this.session === null) {
      this.looks = 0;
      this.session = await PcscliteSession.open(this.pcsclite, () => {
        this.isHinted = true;
        this.wake?.();
      });
    }
    const told = this.session.look();
    this.looks += 1;
    if (this.looks % LOOKS_PER_REFRESH === 0) for (const { reader } of told) this.session.refresh(reader);
    return told.map(({ reader, eventState, atr }) => ({
      reader: reader.name,
      card: readEventState(eventState, atr, this.platform !== 'darwin'),
    }));
  }

  async changed(ms: number): Promise<void> {
    if (this.isHinted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }

  async connect(name: string, share: Share): Promise<CardConnection> {
    const { free, session } = this;
    const told = session?.look().find(({ reader }) => reader.name === name);
    if (told === undefined) throw new PcscError(pcscCodes.SCARD_E_UNKNOWN_READER, `There is no reader ${name}`);
    const listed = told.reader;
    const reader = free.get(name)?.pop() ?? makeReaderLike(listed);
    unfollowed.add(reader);
    const letGo = (): void => {
      // After a service failure `this.free` is a new map, and this reader's service connection is dead.
      free.set(name, [...(free.get(name) ?? []), reader]);
      // A card swapped between two polls shows its own ATR only after a reset, without a change event; and a refused connection may
      // be newer than the last event.
      session?.refresh(listed);
    };
    return new Promise((resolve, reject) => {
      reader.connect(
        // The defaults are an exclusive connection and power-off at the end.
        {
          share_mode: share === 'exclusive' ? reader.SCARD_SHARE_EXCLUSIVE : reader.SCARD_SHARE_SHARED,
          protocol: reader.SCARD_PROTOCOL_T0 | reader.SCARD_PROTOCOL_T1,
        },
        (error, protocol) => {
          if (isError(error)) {
            letGo();
            reject(pcscliteError(error));
          } else {
            resolve(new PcscliteConnection(reader, protocol, letGo, isWaitedFor(told.eventState, this.platform)));
          }
        },
      );
    });
  }

  release(): Promise<void> {
    this.wake?.();
    this.session?.abandon();
    this.session = null;
    this.free = new Map();
    return Promise.resolve();
  }
}

class PcscliteConnection implements CardConnection {
  readonly protocol: 'T=0' | 'T=1';

  constructor(
    private readonly reader: PcscliteReader,
    private readonly protocolNumber: number,
    private readonly letGo: () => void,
    readonly isUsedByOthers: boolean,
  ) {
    this.protocol = protocolNumber === reader.SCARD_PROTOCOL_T0 ? 'T=0' : 'T=1';
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const response = await new Promise<Uint8Array>((resolve, reject) => {
      this.reader.transmit(Buffer.from(command), LONGEST_RESPONSE, this.protocolNumber, (error, response) => {
        if (isError(error)) reject(pcscliteError(error));
        else resolve(response);
      });
    });
    return someResponse(response);
  }

  /** pcsclite runs one operation at a time per reader, so a running command ends first. */
  disconnect(disposition: 'leave' | 'reset'): Promise<void> {
    const { reader } = this;
    return new Promise((resolve) => {
      reader.disconnect(disposition === 'reset' ? reader.SCARD_RESET_CARD : reader.SCARD_LEAVE_CARD, (error) => {
        // After an error it still considers itself connected and cannot be reused.
        if (!isError(error)) this.letGo();
        resolve();
      });
    });
  }
}
