import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { untilKeysCount } from './press-as-a-person.js';

/** Folder for screenshots. */
export const PICTURES = 'dist/pictures/prepared';
/** A second card, and the id it has. */
export const otherRaw = 'ffeeddccbbaa99887766554433221100';
export const otherCardId = 'ccddeeff-aabb-8899-7766-554433221100';

/** Puts a file into the watched folder as a copying program does: complete, and renamed at the end. */
export async function drop(folder: string, name: string, lines: readonly string[], header = 'card,request,person,template'): Promise<void> {
  await writeFile(join(folder, `.${name}.part`), [header, ...lines, ''].join('\r\n'));
  await rename(join(folder, `.${name}.part`), join(folder, name));
}

/** Waits until the station has read this many lines. */
export async function untilTaken(page: Page, total: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const answer: unknown = await page.evaluate(() =>
        window.station.call('prepared/search', { text: '', file: null, group: 'all', after: 0, limit: 1 }),
      );
      expect(answer).toMatchObject({ ok: true, value: { total } });
    },
    { timeout: 15_000 },
  );
}

/** Waits until the dialog that opened automatically accepts a key. */
export async function untilNotEarly(page: Page): Promise<void> {
  await page.locator('[data-testid="confirm"] [data-enter]:enabled').waitFor();
  await untilKeysCount(page);
}

/** Presses Enter as a person does who has seen the dialog. */
export async function freshEnter(page: Page): Promise<void> {
  await untilNotEarly(page);
  await page.keyboard.press('Enter');
}
