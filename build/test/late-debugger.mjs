// Passes a station's standard error from standard input to standard output, but holds back the line with the debugger's
// address until the station's page has loaded. A client that connects while the window goes from its initial empty document
// to the page may never be told about the page (seen in Chromium 114, about once in 200 starts), and Playwright then waits
// for ever.
import { createInterface } from 'node:readline';

/** How long to wait for a page, ms: many times what a start takes. A station without a page is the starter's problem. */
const LIMIT_MS = 30_000;

for await (const line of createInterface({ input: process.stdin })) {
  const host = /^DevTools listening on ws:\/\/([^/]+)\//.exec(line)?.[1];
  if (host !== undefined) await untilPageIsRead(host);
  process.stdout.write(`${line}\n`);
}

/**
 * Resolves when a page of the station has its title, and so its document, or when the debugger no longer answers.
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
