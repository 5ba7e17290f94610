import type { CardId, Identification, IdentificationProblem } from '../../shared/cards.js';
import { PcscError, toHex, type CardConnection, type Share } from '../pcsc/driver.js';
import { pcscCodes } from '../pcsc/pcsc-codes.js';
import { MalformedResponse } from './apdu.js';
import type { CardIdReading } from './card-id.js';
import { defaultCardPolicy, readingsFor, type CardPolicy } from './card-policy.js';
import { probeKind } from './kind.js';
import { isSame, readCard, type CardRead } from './read-card.js';
import { CardHasLeft, withCommandTimeout, CardTimeout, withTimeout } from './card-timeout.js';

export interface IdentifyOptions {
  /** Aborted when the card has left. */
  readonly signal: AbortSignal;
  /** The card's answer to reset, hex. */
  readonly atr: string;
  readonly policy?: CardPolicy;
  /** The card's id as read at insertion, if any. */
  readonly known?: CardId | null;
  /** Whether an earlier reading found no id. The card is then not reset, because other programs may be using it. */
  readonly isRetry?: boolean;
  /** Time limit for each command, ms. The number of commands is not limited. */
  readonly commandTimeoutMs?: number;
  /** How long to wait for another program before reporting the card as in use, ms. */
  readonly otherProgramWaitMs?: number;
  /** Pause before a retry, ms. */
  readonly restMs?: number;
}

/** Time limit for each command, ms. */
export const COMMAND_TIMEOUT_MS = 3_000;
/** How long to wait for another program before reporting the card as in use, ms. Most programs finish earlier. */
export const OTHER_PROGRAM_WAIT_MS = 1_500;
/** A newly inserted card may fail until its contacts settle. */
const MOST_RETRIES = 2;

type Connect = (share: Share) => Promise<CardConnection>;
type Outcome = CardRead['identification'];

/**
 * Reads a card's id: connects shared, reads the id (`readCard`), and disconnects with a reset. Two readings must agree, because
 * other programs may talk to the card in between; one is enough if it gives the known id. If an applet was passed over for
 * another's id, the card is read again in exclusive mode.
 * While another program uses the card (exclusively, with resets, or in a transaction), reading is retried, and after a while
 * the card is reported as in use. After a card error, or if two readings differ, it is retried twice; then another connection
 * shows whether the card has left or is faulty.
 * @param connect opens a new connection each time; the last one may still be resetting when the id is returned
 * @returns `identified` or `unidentified`; never throws for a card or reader error
 */
export async function identify(connect: Connect, options: IdentifyOptions): Promise<Identification> {
  const { signal, commandTimeoutMs = COMMAND_TIMEOUT_MS, otherProgramWaitMs = OTHER_PROGRAM_WAIT_MS, restMs = 100 } = options;
  const otherProgramWait = new OtherProgramWait(otherProgramWaitMs);
  let faults = 0;
  let doubts = 0;
  try {
    for (;;) {
      try {
        const read = await readThrough(connect, options);
        if (read !== null) return read;
        if (++doubts > MOST_RETRIES)
          return unidentified(otherProgramWait.hasBegun ? { code: 'in-use' } : { code: 'malformed-card-id', answer: '' });
      } catch (error) {
        if (error instanceof MalformedResponse) {
          if (++doubts > MOST_RETRIES)
            return unidentified(
              otherProgramWait.hasBegun ? { code: 'in-use' } : { code: 'malformed-card-id', answer: inBrief(error.answer) },
            );
        } else if (error instanceof PcscError) {
          const kind = kindOf(error);
          if (kind === 'left') return unidentified({ code: 'removed' });
          if (kind === 'in-use' && otherProgramWait.isOver()) return unidentified({ code: 'in-use' });
          if (kind === 'fault' && ++faults > MOST_RETRIES) return await leftOrFaulty(connect, options, error);
        } else {
          throw error;
        }
      }
      await withTimeout(rest(restMs), commandTimeoutMs, signal);
    }
  } catch (error) {
    if (error instanceof CardHasLeft) return unidentified({ code: 'removed' });
    if (error instanceof CardTimeout)
      return unidentified(error.isOtherProgram ? { code: 'in-use' } : { code: 'timeout', limitMs: commandTimeoutMs });
    throw error;
  }
}

/** @returns null if two readings differ */
async function readThrough(connect: Connect, options: IdentifyOptions): Promise<Outcome | null> {
  const { atr, policy = defaultCardPolicy, known = null } = options;
  const readings = readingsFor(atr, policy);
  const read = await using(connect, 'shared', options, (connection) => readTwice(connection, { readings, atr, known }));
  if (read === null || !read.isPassedOver || isKnown(read.identification, known)) return read?.identification ?? null;
  const alone = await using(connect, 'exclusive', options, (connection) => readCard(connection, readings, known));
  return alone.identification;
}

/** Connects, runs the work, and disconnects. */
async function using<T extends CardRead | null>(
  connect: Connect,
  share: Share,
  { signal, isRetry = false, commandTimeoutMs = COMMAND_TIMEOUT_MS, otherProgramWaitMs = OTHER_PROGRAM_WAIT_MS }: IdentifyOptions,
  work: (connection: CardConnection) => Promise<T>,
): Promise<T> {
  const connecting = connect(share);
  // PC/SC makes a connection wait for another program's transaction.
  const connection = await withTimeout(connecting, otherProgramWaitMs, signal, true).catch((error: unknown) => {
    // A late connection is not used but must be closed.
    if (!(error instanceof PcscError)) connecting.then((late) => late.disconnect('leave')).catch(() => undefined);
    throw error;
  });
  try {
    const read = await work(withCommandTimeout(connection, commandTimeoutMs, signal));
    const isLast = read !== null && (!read.isPassedOver || share === 'exclusive');
    const end = connection.disconnect(isLast && !(isRetry && read.identification.state === 'unidentified') ? 'reset' : 'leave');
    // The caller need not wait for the reset, which has no time limit.
    if (!isLast) await withTimeout(end, commandTimeoutMs, signal, true);
    return read;
  } catch (error) {
    const isOthers = (error instanceof PcscError && kindOf(error) === 'in-use') || (error instanceof CardTimeout && error.isOtherProgram);
    const end = connection.disconnect(isOthers ? 'leave' : 'reset');
    // A retry waits for the reset, within the time limit.
    if (!(error instanceof CardTimeout || error instanceof CardHasLeft))
      await withTimeout(end, commandTimeoutMs, signal).catch(() => undefined);
    throw error;
  }
}

interface CardToRead {
  readonly readings: readonly CardIdReading[];
  readonly atr: string;
  readonly known: CardId | null;
}

/** @returns null if two readings differ */
async function readTwice(connection: CardConnection, { readings, atr, known }: CardToRead): Promise<CardRead | null> {
  const first = await readCard(connection, readings, known);
  if (isKnown(first.identification, known)) return first;
  const second = await readCard(connection, readings, known);
  if (!isSame(first, second)) return null;
  const { identification } = first;
  if (identification.state === 'identified' || identification.problem.code !== 'unknown-applet') return first;
  const problem = { ...identification.problem, kind: await probeKind(connection, atr) };
  return { ...first, identification: unidentified(problem) };
}

function isKnown(identification: Outcome, known: CardId | null): boolean {
  return identification.state === 'identified' && known !== null && isSame(identification.cardId, known);
}

async function leftOrFaulty(
  connect: Connect,
  { signal, otherProgramWaitMs = OTHER_PROGRAM_WAIT_MS }: IdentifyOptions,
  { pcscCode }: PcscError,
): Promise<Outcome> {
  const connecting = connect('shared');
  // Close the connection whenever it is established.
  const outcome = connecting
    .then((connection) => connection.disconnect('reset'))
    .then(
      () => 'still-there' as const,
      (error: unknown) => (error instanceof PcscError && kindOf(error) === 'left' ? ('left' as const) : ('still-there' as const)),
    );
  return unidentified(
    (await withTimeout(outcome, otherProgramWaitMs, signal, true)) === 'left' ? { code: 'removed' } : { code: 'communication', pcscCode },
  );
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
    case pcscCodes.SCARD_W_RESET_CARD: // reset since this connection was opened: discard what was read
      return 'in-use';
    default:
      return 'fault';
  }
}

function unidentified(problem: IdentificationProblem): Extract<Outcome, { state: 'unidentified' }> {
  return { state: 'unidentified', problem };
}

function inBrief(answer: Uint8Array): string {
  return toHex(answer.subarray(0, 256));
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Limits the wait for another program, from the first sign of it and across all retries. */
class OtherProgramWait {
  private since: number | null = null;

  constructor(private readonly ms: number) {}

  /** Whether another program was noticed. */
  get hasBegun(): boolean {
    return this.since !== null;
  }

  /** Starts at the first call. */
  isOver(): boolean {
    const now = performance.now();
    this.since ??= now;
    return now - this.since >= this.ms;
  }
}
