import { PcscError, type CardConnection } from './driver.js';
import { readEventState, type ReaderLook } from './look.js';
import { LookingDriver, type LookingDriverOptions, type PcscAddon } from './looking-driver.js';
import { pcscCodes, pcscliteError } from './pcsc-codes.js';
import { isPcsclite, type Pcsclite, type PcscliteReader } from './pcsclite-addon.js';
import { isError, PcscliteSession } from './pcsclite-session.js';

/** Room for an extended response and its status word (ISO 7816-4 §5.1). */
const LONGEST_RESPONSE = 65_538;
/** After so many looks the list of readers, which pcsclite only follows, is asked for anew by a new session. */
const LOOKS_PER_SESSION = 60;

export interface PcscliteDriverOptions extends Omit<LookingDriverOptions, 'load' | 'driver'> {
  /** Loads the npm package `pcsclite`; what it gives is checked. */
  readonly load: () => unknown;
  readonly platform: NodeJS.Platform;
}

/** PC/SC through `pcsclite` (NAN). */
export class PcscliteDriver extends LookingDriver {
  constructor({ load, platform, ...options }: PcscliteDriverOptions) {
    super({
      // A look costs a thread per reader.
      lookEveryMs: 1_000,
      ...options,
      driver: 'pcsclite',
      load: () => {
        const loaded = load();
        if (!isPcsclite(loaded)) throw new Error('The package pcsclite is not a function');
        return new PcscliteAddon(loaded, platform !== 'darwin');
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
   * Readers that are free to be connected to, by name. Each keeps a service connection until it is collected as
   * garbage, and the service allows some two hundred: so they are used again.
   */
  private free = new Map<string, PcscliteReader[]>();

  constructor(
    private readonly pcsclite: Pcsclite,
    private readonly countsMoves: boolean,
  ) {}

  async look(): Promise<readonly ReaderLook[]> {
    if (this.session !== null && this.looks >= LOOKS_PER_SESSION) {
      this.session.close();
      this.session = null;
    }
    this.isHinted = false;
    if (this.session === null) {
      this.session = await PcscliteSession.open(this.pcsclite, () => {
        this.isHinted = true;
        this.wake?.();
      });
      this.looks = 0;
    }
    this.looks += 1;
    const found = await this.session.look();
    return found.map(({ reader, eventState, atr }) => ({
      reader: reader.name,
      card: readEventState(eventState, atr, this.countsMoves),
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

  async connect(name: string): Promise<CardConnection> {
    const { free } = this;
    const reader = free.get(name)?.pop() ?? (await this.session?.find(name))?.reader;
    if (reader === undefined) throw new PcscError(pcscCodes.SCARD_E_UNKNOWN_READER, `There is no reader ${name}`);
    const letGo = (): void => {
      // After trouble with the service `this.free` is another map, and this reader's service connection is dead.
      free.set(name, [...(free.get(name) ?? []), reader]);
    };
    return new Promise((resolve, reject) => {
      reader.connect(
        // Its defaults are an exclusive connection and, at the end, power off.
        { share_mode: reader.SCARD_SHARE_SHARED, protocol: reader.SCARD_PROTOCOL_T0 | reader.SCARD_PROTOCOL_T1 },
        (error, protocol) => {
          if (isError(error)) {
            letGo();
            reject(pcscliteError(error));
          } else {
            resolve(new PcscliteConnection(reader, protocol, letGo));
          }
        },
      );
    });
  }

  release(): Promise<void> {
    this.wake?.();
    this.session?.close();
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
  ) {
    this.protocol = protocolNumber === reader.SCARD_PROTOCOL_T0 ? 'T=0' : 'T=1';
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.reader.transmit(Buffer.from(command), LONGEST_RESPONSE, this.protocolNumber, (error, response) => {
        if (isError(error)) reject(pcscliteError(error));
        else resolve(response);
      });
    });
  }

  /** pcsclite does one thing at a time per reader, so a command that is still under way ends first. */
  disconnect(disposition: 'leave' | 'reset'): Promise<void> {
    const { reader } = this;
    return new Promise((resolve) => {
      reader.disconnect(disposition === 'reset' ? reader.SCARD_RESET_CARD : reader.SCARD_LEAVE_CARD, (error) => {
        // With an error the reader is left to the garbage collector, which lets go of everything it holds.
        if (!isError(error)) this.letGo();
        resolve();
      });
    });
  }
}
