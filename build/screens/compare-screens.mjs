import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { browserLaunch } from '../lib/browser.mjs';
import { dist } from '../lib/paths.mjs';
import { printLine } from '../lib/terminal.mjs';
import { browserFolder, folder } from './station.mjs';

/** Minimum difference of a color that counts. Less may come from new times and ids, and from font smoothing. */
const NOTICEABLE = 64;

/**
 * Puts screenshots of the station's Electron beside those of the installed browser, into `dist/screens-beside`, with the
 * differences as a third image, and prints how much each pair differs, largest first.
 */
export async function compareScreens() {
  const target = join(dist, 'screens-beside');
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const others = await readdir(browserFolder);
  const names = (await readdir(folder)).filter((name) => others.includes(name));
  const browser = await chromium.launch(browserLaunch);
  const differing = [];
  try {
    const page = await browser.newPage();
    for (const name of names) {
      const [own = '', other = ''] = await Promise.all(
        [folder, browserFolder].map(async (from) => `data:image/png;base64,${await readFile(join(from, name), 'base64')}`),
      );
      await page.setContent(
        `<body style="margin:0;display:grid;grid:auto/repeat(3,max-content)"><img src="${own}"><img src="${other}">` +
          `<div style="background:url(${own})"><img src="${other}" style="display:block;mix-blend-mode:difference"></div>`,
      );
      const { width, height, share } = await page.evaluate(measure, NOTICEABLE);
      await page.setViewportSize({ width: width * 3, height });
      await page.screenshot({ path: join(target, name) });
      differing.push({ name, share });
    }
  } finally {
    await browser.close();
  }
  differing.sort((one, other) => other.share - one.share);
  for (const { name, share } of differing) printLine(`${(share * 100).toFixed(2).padStart(6)} %  ${name}`);
  printLine(`${differing.length} pairs in ${target}`);
}

/**
 * Runs in the page: returns the size of the first of two images in pixels, and the share of their pixels that differ
 * noticeably.
 * @param {number} noticeable Difference of the most different color channel, 0 to 255.
 */
async function measure(noticeable) {
  const images = [...document.images].slice(0, 2);
  await Promise.all(images.map((image) => image.decode()));
  const [own = new Uint8ClampedArray(), other = new Uint8ClampedArray()] = images.map((image) => {
    const context = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');
    if (context === null) throw new Error('There is nothing to draw on');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.naturalWidth, image.naturalHeight).data;
  });
  let count = 0;
  for (let at = 0; at < own.length; at += 4)
    if ([0, 1, 2].some((colour) => Math.abs((own[at + colour] ?? 0) - (other[at + colour] ?? 0)) > noticeable)) count += 1;
  const { naturalWidth: width = 0, naturalHeight: height = 0 } = images[0] ?? {};
  return { width, height, share: count / (own.length / 4) };
}
