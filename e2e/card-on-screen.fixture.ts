import type { LaunchedStation } from './station.js';

/** How long a page that lives may take to answer, ms. */
const ANSWER_MS = 1_000;

/**
 * For tests: the id of the card that the window shows, or nothing; asked of Electron itself, for the debugger that tests use loses a
 * page whose process ends.
 */
export function cardOnScreen({ app }: LaunchedStation): Promise<string> {
  return app.evaluate(async ({ BrowserWindow }, limitMs) => {
    const [window] = BrowserWindow.getAllWindows();
    const asked = window?.webContents.executeJavaScript(`document.querySelector('[data-testid="card-id"]')?.textContent`);
    // A page that has ended never answers.
    const said: unknown = await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, limitMs))]);
    return typeof said === 'string' ? said : '';
  }, ANSWER_MS);
}
