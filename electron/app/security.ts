import { app, type Session, type WebContents } from 'electron';
import { originOf } from '../core/origin.js';
import { APP_ORIGIN } from './app-files.js';

/** Logs something that was refused. */
export type OnRefused = (what: string, facts: Readonly<Record<string, string>>) => void;

/**
 * Denies everything that a page could request from Electron (security tutorial, points 5 and 11 to 15): the station needs none
 * of it. Must run before the first window is created.
 */
export function denyByDefault(refused: OnRefused): void {
  app.on('web-contents-created', (_event, contents) => {
    denyNavigation(contents, refused);
  });
  app.on('session-created', (session) => {
    denyPermissions(session, refused);
  });
  // Never accepts a certificate that the system does not trust.
  app.on('certificate-error', (event, _contents, url, error, _certificate, callback) => {
    event.preventDefault();
    refused('certificate', { url: whereOf(url), error });
    callback(false);
  });
}

/** Navigation rules of windows that may navigate: those of the sign-in page. */
const allowances = new WeakMap<WebContents, (url: string) => boolean>();

/** Lets one window navigate where the rule allows. Everything else remains denied. */
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
 * Restricts the window's session to the station's own scheme. The main process accesses the CM service over another session, so the
 * window needs no network.
 */
export function allowOwnSchemeOnly(session: Session, refused: OnRefused): void {
  session.webRequest.onBeforeRequest((details, callback) => {
    const own = details.url.startsWith(`${APP_ORIGIN}/`);
    if (!own) refused('request', { url: whereOf(details.url) });
    callback({ cancel: !own });
  });
}

/** Returns a URL without path and query, which may contain personal data. */
function whereOf(url: string): string {
  return originOf(url) ?? 'malformed';
}
