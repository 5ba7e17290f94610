import { app, type Session, type WebContents } from 'electron';
import { originOf } from '../core/origin.js';
import { APP_ORIGIN } from './app-files.js';

/** Tells the log of something that was refused. */
export type OnRefused = (what: string, facts: Readonly<Record<string, string>>) => void;

/**
 * Denies everything a page could ask of Electron that the station does not need: it needs none of it
 * (Electron security tutorial, points 5, 11 to 15). Must run before the first window is made.
 */
export function denyByDefault(refused: OnRefused): void {
  app.on('web-contents-created', (_event, contents) => {
    denyNavigation(contents, refused);
  });
  app.on('session-created', (session) => {
    denyPermissions(session, refused);
  });
  // A certificate the system does not trust is never accepted.
  app.on('certificate-error', (event, _contents, url, error, _certificate, callback) => {
    event.preventDefault();
    refused('certificate', { url: whereOf(url), error });
    callback(false);
  });
}

/** Windows that may go somewhere: the sign-in page's, and where. */
const allowances = new WeakMap<WebContents, (url: string) => boolean>();

/** Lets one window's page, as a whole, go where the rule says; everything else stays denied to it. */
export function allowNavigation(contents: WebContents, rule: (url: string) => boolean): void {
  allowances.set(contents, rule);
}

function denyNavigation(contents: WebContents, refused: OnRefused): void {
  const mayGo = (url: string): boolean => allowances.get(contents)?.(url) ?? false;
  contents.on('will-navigate', (event) => {
    if (mayGo(event.url)) return;
    event.preventDefault();
    refused('navigation', { url: whereOf(event.url) });
  });
  contents.on('will-frame-navigate', (event) => {
    if (mayGo(event.url)) return;
    event.preventDefault();
    refused('frame navigation', { url: whereOf(event.url) });
  });
  contents.on('will-redirect', (event) => {
    if (mayGo(event.url)) return;
    event.preventDefault();
    refused('redirect', { url: whereOf(event.url) });
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    refused('webview', {});
  });
  contents.setWindowOpenHandler(({ url }) => {
    refused('window', { url: whereOf(url) });
    return { action: 'deny' };
  });
}

function denyPermissions(session: Session, refused: OnRefused): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    refused('permission', { permission });
    callback(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('select-hid-device', (event) => {
    event.preventDefault();
  });
  session.on('select-usb-device', (event) => {
    event.preventDefault();
  });
  session.on('select-serial-port', (event) => {
    event.preventDefault();
  });
  session.on('will-download', (event, item) => {
    event.preventDefault();
    refused('download', { url: whereOf(item.getURL()) });
  });
}

/**
 * Lets the window's session reach our own scheme only. The CM service is reached from the main process, over
 * another session, so the window has no business with any network.
 */
export function allowOwnSchemeOnly(session: Session, refused: OnRefused): void {
  session.webRequest.onBeforeRequest((details, callback) => {
    const own = details.url.startsWith(`${APP_ORIGIN}/`);
    if (!own) refused('request', { url: whereOf(details.url) });
    callback({ cancel: !own });
  });
}

/** A URL without path and query, which may hold personal data; the scheme alone where it has no origin. */
function whereOf(url: string): string {
  return originOf(url) ?? 'malformed';
}
