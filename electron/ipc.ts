import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { CALL_CHANNEL, EVENT_CHANNEL } from '../shared/channels.js';
import { calls, type CallName, type CallValue, type Calls, type StationEvent } from '../shared/contract.js';
import type { StationError } from '../shared/errors.js';
import { fail, type Result } from '../shared/result.js';
import { APP_ORIGIN } from './station/app-files.js';

/** One handler a call of the contract: it gets the parsed request and gives a value or a typed error. */
export type Handlers = {
  readonly [N in CallName]: (request: z.output<Calls[N]['request']>) => Promise<Result<CallValue<N>>>;
};

/** The longest request a call may carry, as JSON, in characters: the real ones have a few hundred. */
const LONGEST_REQUEST = 16_384;

export interface IpcOptions {
  readonly window: () => BrowserWindow | null;
  readonly handlers: Handlers;
  /** Tells the log of a refused or failed call. */
  readonly troubled: (call: string, error: StationError) => void;
}

/**
 * Answers the renderer's calls. Whatever comes in is taken for hostile: the sender is checked before anything else,
 * the name is looked up in the contract, the request is measured and parsed. Nothing throws across the border.
 */
export function answerCalls({ window, handlers, troubled }: IpcOptions): void {
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, request: unknown): Promise<Result<unknown>> => {
    // Must come before any await: the frame may be gone afterwards (Electron 33 and later).
    const trusted = isOwnPage(event, window());
    const answer = trusted ? await dispatch(handlers, name, request) : fail({ code: 'sender-refused' as const, call: nameOf(name) });
    if (!answer.ok) troubled(nameOf(name), answer.error);
    return answer;
  });
}

/** Sends an event to the window, if there is one that can take it. */
export function sendEvent(window: BrowserWindow | null, event: StationEvent): void {
  if (window === null || window.isDestroyed() || window.webContents.isCrashed()) return;
  window.webContents.send(EVENT_CHANNEL, event);
}

function isOwnPage({ senderFrame, sender }: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  if (window === null || window.isDestroyed() || sender !== window.webContents) return false;
  // Older Electrons type the frame as always there; newer ones say null for one that is gone.
  const frame: Electron.WebFrameMain | null = senderFrame;
  if (frame === null || frame !== window.webContents.mainFrame) return false;
  return originOf(frame.url) === APP_ORIGIN;
}

function originOf(url: string): string | null {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    return null;
  }
}

async function dispatch(handlers: Handlers, name: unknown, request: unknown): Promise<Result<unknown>> {
  if (!isCallName(name)) return invalid(nameOf(name), 'There is no such call');
  try {
    return await run(handlers, name, request);
  } catch (error) {
    return fail({ code: 'internal', detail: (error instanceof Error ? error.message : String(error)).slice(0, 2000) });
  }
}

async function run(handlers: Handlers, name: CallName, request: unknown): Promise<Result<unknown>> {
  if (lengthOf(request) > LONGEST_REQUEST) return invalid(name, 'The request is too long');
  const parsed = calls[name].request.safeParse(request);
  if (!parsed.success) return invalid(name, parsed.error.message.slice(0, 2000));
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- schema and handler of one name belong together, which the compiler cannot follow through a union of names
  const handler = handlers[name] as (request: unknown) => Promise<Result<unknown>>;
  return handler(parsed.data);
}

function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(calls, name);
}

function nameOf(name: unknown): string {
  return typeof name === 'string' ? name.slice(0, 100) : typeof name;
}

/** Length as JSON; endless for what JSON cannot hold (cycles, BigInt). */
function lengthOf(request: unknown): number {
  try {
    return JSON.stringify([request]).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function invalid(call: string, detail: string): Result<never> {
  return fail({ code: 'invalid-input', call, detail });
}
