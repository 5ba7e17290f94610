import type { BrowserWindow, WebContents } from 'electron';
import { DRAW_CHANNEL, EVENT_CHANNEL } from '../../shared/channels.js';
import type { StationEvent } from '../../shared/contract.js';

// The only file that sends anything to the page; lint enforces that.

/** Sends an event to the window, if there is one that can receive it. */
export function sendEvent(window: BrowserWindow | null, event: StationEvent): void {
  if (window === null || window.isDestroyed() || window.webContents.isCrashed()) return;
  window.webContents.send(EVENT_CHANNEL, JSON.stringify(event));
}

/** Asks a page to draw; it answers once it has. */
export function askToDraw(page: WebContents): void {
  page.send(DRAW_CHANNEL);
}
