// Passes on what a station says on its standard error, from standard input to standard output; but it keeps back the line that
// says where the debugger listens until the station's page has been read. Whoever attaches while the window goes from its
// first, empty document to the page may never be told of the page (seen in Chromium 114, once in some 200 starts), and
// Playwright then waits for it for ever.
import { createInterface } from 'node:readline';

/** How long a page is waited for, ms: many times what a start takes. A station without one is a matter of whoever started it. */
const LIMIT_MS = 30_000;

for await (const line of createInterface({ input: process.stdin })) {
  const host = /^DevTools listening on ws:\/\/([^/]+)\//.exec(line)?.[1];
  if (host !== undefined) await untilPageIsRead(host);
  process.stdout.write(`${line}\n`);
}

/**
 * Resolves when a page of the station's has its title, and with it its document; or when there is nobody to ask any more.
 * @param {string} host
 */
async function untilPageIsRead(host) {
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    try {
      const response = await fetch(`http://${host}/json/list`);
      /** @type {readonly { readonly type: string, readonly url: string, readonly title: string }[]} */
      const targets = await response.json();
      if (targets.some(({ type, url, title }) => type === 'page' && url.startsWith('app://') && title === 'Card Desk')) return;
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
