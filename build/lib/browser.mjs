import { existsSync } from 'node:fs';

/** Where Linux distributions install the browser of the component tests. Other systems use the installed Chrome. */
const found = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));

/**
 * Options with which Playwright starts the installed browser.
 * @type {import('playwright-core').LaunchOptions}
 */
export const browserLaunch = {
  ...(found === undefined ? { channel: 'chrome' } : { executablePath: found }),
  // Chromium's sandbox does not start as root, as in containers.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
};
