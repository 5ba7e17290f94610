import * as z from 'zod';
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

/** What Vite answered, by path. Asking it again for hundreds of unchanged modules would take most of a reload. */
const answers = new Map<string, Answer>();
/** Number of changes so far: an answer to an earlier question may be out of date. */
let changes = 0;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: ArrayBuffer;
}

async function fromVite(path: string): Promise<Response> {
  const { status, type, body } = answers.get(path) ?? (await ask(path));
  return new Response(body, { status, headers: { 'content-type': type } });
}

async function ask(path: string): Promise<Answer> {
  const asked = changes;
  const response = await net.fetch(new URL(path, page).href);
  const answer = {
    status: response.status,
    type: response.headers.get('content-type') ?? 'text/plain',
    body: await response.arrayBuffer(),
  };
  if (response.ok && asked === changes) answers.set(path, answer);
  // Vite has bundled the packages again, under other addresses.
  if (response.status === 504) answers.clear();
  return answer;
}

const changeSchema = z.object({ files: z.array(z.string()).nullable() });

process.on('message', (message) => {
  const started = performance.now();
  const { files } = changeSchema.parse(message);
  changes += 1;
  for (const path of answers.keys()) if (files?.includes(decodeURI(path.split('?')[0] ?? '')) !== false) answers.delete(path);
  for (const { webContents } of BrowserWindow.getAllWindows()) {
    const reload = (): void => {
      webContents.once('did-finish-load', () => {
        process.stdout.write(`Development: the page was reloaded in ${Math.round(performance.now() - started).toString()} ms\n`);
      });
      webContents.reloadIgnoringCache();
    };
    // A reload would abort the first load, and with it the start.
    if (webContents.isLoading()) webContents.once('did-finish-load', reload);
    else reload();
  }
});
