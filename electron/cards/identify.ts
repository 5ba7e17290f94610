import type { CardId, Identification, IdentificationProblem } from '../../shared/cards.js';
import { PcscError, toHex, type CardConnection } from '../readers/driver.js';
import { pcscCodes } from '../readers/pcsc-codes.js';
import { MalformedResponse } from './apdu.js';
import { isBlank, toCardId, type CardIdReading } from './card-id.js';
import { defaultCardPolicy, readingsFor, type CardPolicy } from './card-policy.js';
import { probeKind } from './kind.js';

export interface IdentifyOptions {
  /** Aborted when the card has left: nobody waits for the result any more. */
  readonly signal: AbortSignal;
  /** The card's answer to reset, hex. */
  readonly atr: string;
  readonly policy?: CardPolicy;
  /** What the card was identified as when it was put in, if it was. */
  readonly known?: CardId | null;
  /** Longest time for everything together, ms. */
  readonly limitMs?: number;
  /** Rest before the card is tried again, ms. */
  readonly restMs?: number;
}

/** A card that was just put in may fail at first while its contacts settle. */
const MOST_RETRIES = 2;

/**
 * Reads a card's id: connects shared, asks for the id in each way there is (`readingsFor`), and lets the card go, reset. Two
 * readings must agree, because other programs may talk to the card in between: the card is read twice, or once where that
 * gives the id it is known by already.
 *
 * While another program holds the card exclusively it is tried again quietly until the time is up. When the card fails,
 * it is tried again twice; then connecting once more tells whether it has left or is faulty.
 *
 * @param connect makes a new connection each time; the last one may still be being reset when the id is told
 * @returns `identified` or `unidentified`; never throws for what a card or reader does
 */
export async function identify(
  connect: () => Promise<CardConnection>,
  { signal, atr, policy = defaultCardPolicy, known = null, limitMs = 3_000, restMs = 100 }: IdentifyOptions,
): Promise<Identification> {
  const readings = readingsFor(atr, policy);
  const limit = new TimeLimit(limitMs, signal);
  let retries = 0;
  const last = { isInUse: false };
  try {
    for (;;) {
      try {
        return await useOnce(connect, { readings, atr, known }, limit);
      } catch (error) {
        if (!(error instanceof PcscError)) throw error;
        const kind = kindOf(error);
        if (kind === 'left') return unidentified({ code: 'removed' });
        last.isInUse = kind === 'in-use';
        if (kind === 'fault' && ++retries > MOST_RETRIES) return await leftOrFaulty(connect, limit, error);
        await limit.keep(rest(restMs));
      }
    }
  } catch (error) {
    if (error instanceof TimeIsUp) {
      if (signal.aborted) return unidentified({ code: 'removed' });
      return unidentified(last.isInUse ? { code: 'in-use' } : { code: 'timeout', limitMs });
    }
    if (error instanceof MalformedResponse) return unidentified({ code: 'malformed-card-id', answer: inBrief(error.answer) });
    throw error;
  } finally {
    limit.end();
  }
}

async function useOnce(
  connect: () => Promise<CardConnection>,
  card: CardToRead,
  limit: TimeLimit,
): Promise<Identification> {
  const connecting = connect();
  const connection = await limit.keep(connecting, () => {
    // It comes too late to be used, and must still be let go.
    connecting.then(letGo, () => undefined);
  });
  try {
    const found = await readTwice(connection, card, limit);
    // Who waits for the id does not wait for the reset, which takes as long as the card likes.
    void letGo(connection);
    return found;
  } catch (error) {
    // Who tries again does; a card that hangs holds up nobody for longer than the limit.
    await limit.keep(letGo(connection)).catch(() => undefined);
    throw error;
  }
}

interface CardToRead {
  readonly readings: readonly CardIdReading[];
  readonly atr: string;
  readonly known: CardId | null;
}

async function readTwice(connection: CardConnection, { readings, atr, known }: CardToRead, limit: TimeLimit): Promise<Identification> {
  const first = await limit.keep(readOnce(connection, readings));
  if (first.state === 'identified' && known !== null && isSame(first.cardId, known)) return first;
  const second = await limit.keep(readOnce(connection, readings));
  if (!isSame(first, second)) {
    const answer = second.state === 'identified' ? second.cardId.raw : '';
    return unidentified({ code: 'malformed-card-id', answer });
  }
  if (first.state === 'identified' || first.problem.code !== 'unknown-applet') return first;
  return unidentified({ code: 'unknown-applet', kind: await limit.keep(probeKind(connection, atr)) });
}

/** Whether two readings, or two ids, say the same. Both were made here, so that their fields come in one order. */
function isSame<T extends object>(one: T, other: T): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

async function readOnce(
  connection: CardConnection,
  readings: readonly CardIdReading[],
): Promise<Exclude<Identification, { state: 'identifying' }>> {
  for (const reading of readings) {
    const finding = await reading.read(connection);
    switch (finding.outcome) {
      case 'absent':
        continue;
      case 'found':
        if (isBlank(finding.raw)) return unidentified({ code: 'blank-card-id' });
        return { state: 'identified', cardId: toCardId(finding.raw, reading) };
      case 'no-card-id':
        return unidentified({ code: 'no-card-id', statusWord: finding.statusWord });
      case 'malformed':
        return unidentified({ code: 'malformed-card-id', answer: inBrief(finding.answer) });
      case 'random-uid':
        return unidentified({ code: 'random-uid' });
    }
  }
  return unidentified({ code: 'unknown-applet' });
}

async function leftOrFaulty(
  connect: () => Promise<CardConnection>,
  limit: TimeLimit,
  { pcscCode }: PcscError,
): Promise<Identification> {
  const connecting = connect();
  // Whatever comes of it, and whenever, is let go.
  const outcome = connecting.then(letGo).then(
    () => 'still-there' as const,
    (error: unknown) => (error instanceof PcscError && kindOf(error) === 'left' ? ('left' as const) : ('still-there' as const)),
  );
  return unidentified((await limit.keep(outcome)) === 'left' ? { code: 'removed' } : { code: 'communication', pcscCode });
}

function kindOf({ pcscCode }: PcscError): 'left' | 'in-use' | 'fault' {
  switch (pcscCode) {
    case pcscCodes.SCARD_W_REMOVED_CARD:
    case pcscCodes.SCARD_E_NO_SMARTCARD:
    case pcscCodes.SCARD_E_UNKNOWN_READER:
    case pcscCodes.SCARD_E_READER_UNAVAILABLE:
    case pcscCodes.SCARD_E_NO_READERS_AVAILABLE:
      return 'left';
    case pcscCodes.SCARD_E_SHARING_VIOLATION:
      return 'in-use';
    default:
      return 'fault';
  }
}

function letGo(connection: CardConnection): Promise<void> {
  return connection.disconnect('reset');
}

function unidentified(problem: IdentificationProblem) {
  return { state: 'unidentified', problem } as const;
}

function inBrief(answer: Uint8Array): string {
  return toHex(answer.subarray(0, 256));
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

class TimeIsUp extends Error {}

/** One time limit for many steps; the signal ends it early. */
class TimeLimit {
  private readonly up: Promise<never>;
  private readonly timer: NodeJS.Timeout;
  private readonly stop: () => void;

  constructor(
    ms: number,
    private readonly signal: AbortSignal,
  ) {
    let stop: () => void = () => undefined;
    this.up = new Promise((_, reject) => {
      stop = () => {
        reject(new TimeIsUp());
      };
    });
    this.up.catch(() => undefined);
    this.stop = stop;
    this.timer = setTimeout(stop, ms);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  }

  /** The work's result, or TimeIsUp; `tooLate` is called then, and the work's later failure is nobody's. */
  async keep<T>(work: Promise<T>, tooLate?: () => void): Promise<T> {
    work.catch(() => undefined);
    try {
      return await Promise.race([work, this.up]);
    } catch (error) {
      if (error instanceof TimeIsUp) tooLate?.();
      throw error;
    }
  }

  end(): void {
    clearTimeout(this.timer);
    this.signal.removeEventListener('abort', this.stop);
  }
}
