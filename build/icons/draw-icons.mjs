import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { root } from '../lib/paths.mjs';
import { icns, ico, iconSizes } from './containers.mjs';

const folder = join(root, 'assets/icons');

/**
 * Draws the logo in all sizes and writes the icons of every system, with the logo's SHA-256 beside them.
 * @param {string} electron
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string[]>} The files.
 */
export async function drawIcons(electron, env) {
  const svg = await readFile(join(root, 'assets/logo.svg'));
  const pictures = await draw(svg.toString('base64'), electron, env);
  const files = [
    ...pictures.map(({ size, png }) => ({ name: `${size}x${size}.png`, content: png })),
    { name: 'icon.ico', content: ico(pictures.filter(({ size }) => size <= 256)) },
    { name: 'icon.icns', content: icns(pictures) },
    { name: 'logo.sha256', content: Buffer.from(`${createHash('sha256').update(svg).digest('hex')}\n`) },
  ];
  await mkdir(folder, { recursive: true });
  for (const { name, content } of files) await writeFile(join(folder, name), content);
  return files.map(({ name }) => join(folder, name));
}

/**
 * @param {string} svg In base 64.
 * @param {string} electron
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import('./containers.mjs').Picture[]>}
 */
async function draw(svg, electron, env) {
  const app = await mkdtemp(join(tmpdir(), 'card-desk-icons-'));
  try {
    await writeFile(join(app, 'package.json'), '{"name":"icons","version":"1.0.0","main":"main.js"}');
    await writeFile(
      join(app, 'main.js'),
      "const { app, BrowserWindow } = require('electron'); app.whenReady().then(() => new BrowserWindow().loadURL('data:text/html,icons'));",
    );
    const station = await _electron.launch({
      executablePath: electron,
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), app],
      env: /** @type {Record<string, string>} */ (env),
    });
    const page = await station.firstWindow();
    const pictures = [];
    for (const size of iconSizes) {
      const url = await page.evaluate(async ([image, pixels]) => {
        const canvas = document.createElement('canvas');
        canvas.width = canvas.height = pixels;
        const drawing = new Image(pixels, pixels);
        drawing.src = `data:image/svg+xml;base64,${image}`;
        await drawing.decode();
        canvas.getContext('2d')?.drawImage(drawing, 0, 0, pixels, pixels);
        return canvas.toDataURL('image/png');
      }, /** @type {const} */ ([svg, size]));
      pictures.push({ size, png: Buffer.from(url.slice(url.indexOf(',') + 1), 'base64') });
    }
    await station.close();
    return pictures;
  } finally {
    await rm(app, { recursive: true, force: true });
  }
}
