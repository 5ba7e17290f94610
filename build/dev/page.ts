import { app, BrowserWindow, net, session } from 'electron';
import { APP_ORIGIN, APP_SCHEME, photoUserOf } from '../../electron/app/app-files.js';

/** Serves the station's page from Vite's server instead of its bundle, and reloads it on request. */

const page = process.env['CARD_DESK_DEV_PAGE'];
delete process.env['CARD_DESK_DEV_PAGE'];
if (page === undefined) throw new Error('This is started by npm run dev only.');

/** Kept, so that the window gets this very object. */
let station: Electron.Session;

// Registered before the station's own handler, so that it runs first.
void app.whenReady().then(() => {
  station = session.fromPartition('station', { cache: false });
  const handle = station.protocol.handle.bind(station.protocol);
  station.protocol.handle = (scheme, answer) => {
    handle(scheme, (request) =>
      scheme === APP_SCHEME && photoUserOf(request.url) === null ? fromVite(request.url.slice(APP_ORIGIN.length + 1)) : answer(request),
    );
  };
});

async function fromVite(path: string): Promise<Response> {
  const { status, headers, body } = await net.fetch(new URL(path, page).href);
  return new Response(body, { status, headers: { 'content-type': headers.get('content-type') ?? 'text/plain' } });
}

process.on('message', () => {
  const started = performance.now();
  for (const { webContents } of BrowserWindow.getAllWindows()) {
    webContents.once('did-finish-load', () => {
      process.stdout.write(`Development: the page was reloaded in ${Math.round(performance.now() - started).toString()} ms\n`);
    });
    webContents.reloadIgnoringCache();
  }
});
