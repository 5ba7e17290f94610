import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { CALL_CHANNEL } from '../../shared/channels.js';
import type { StationError } from '../../shared/errors.js';
import { fail, type Result } from '../../shared/result.js';
import { answerCall, callNameOf, type AnswerCallDeps } from '../core/answer-call.js';
import { originOf } from '../core/origin.js';
import { APP_ORIGIN } from './app-files.js';

export interface IpcDeps {
  readonly window: () => BrowserWindow | null;
  /** The page may call before the station is built; its calls wait. */
  readonly answerCallDeps: Promise<AnswerCallDeps>;
  /** Logs a refused or failed call. */
  readonly onError: (call: string, error: StationError) => void;
}

/** Answers the page's calls. Checks the sender first, then the call (`answer-call.ts`). Never throws to the page. */
export function answerCalls({ window, answerCallDeps: answering, onError: troubled }: IpcDeps): void {
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, request: unknown): Promise<Result<unknown>> => {
    // Must come before any await: the frame may be gone afterwards (Electron 33 and later).
    const trusted = isOwnPage(event, window());
    const answer = trusted
      ? await answerCall(await answering, name, request)
      : fail({ code: 'sender-refused' as const, call: callNameOf(name) });
    if (!answer.ok) troubled(callNameOf(name), answer.error);
    return answer;
  });
}

function isOwnPage({ senderFrame, sender }: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  if (window === null || window.isDestroyed() || sender !== window.webContents) return false;
  // Older Electrons type the frame as always present; newer ones return null for one that is gone.
  const frame: Electron.WebFrameMain | null = senderFrame;
  if (frame === null || frame !== window.webContents.mainFrame) return false;
  return originOf(frame.url) === APP_ORIGIN;
}
