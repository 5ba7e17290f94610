import type { LaunchedStation } from './station.js';

/** Maximum time in which a live page answers, ms. */
const ANSWER_MS = 1_000;

/**
 * Returns the id of the card that the window shows, or an empty text. Asks Electron itself, because the tests' debugger loses
 * a page whose process ends.
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
