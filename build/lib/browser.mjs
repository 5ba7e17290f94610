import { existsSync } from 'node:fs';

/** Where Linux distributions put the browser of the component tests. Elsewhere it is the Chrome that is installed. */
const found = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));

/**
 * How Playwright starts the browser that is installed.
 * @type {import('playwright-core').LaunchOptions}
 */
export const browserLaunch = {
  ...(found === undefined ? { channel: 'chrome' } : { executablePath: found }),
  // Chromium's sandbox does not start for root, as in containers.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
};
