import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../lib/paths.mjs';
import { iconSizes } from './containers.mjs';

const icon = (name: string) => readFileSync(join(root, 'assets/icons', name));
/** Returns width and height of a PNG: bytes 16 to 23, after the signature and the header of its first chunk. */
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

test('the icons match the current logo (npm run icons draws them)', () => {
  const logo = createHash('sha256')
    .update(readFileSync(join(root, 'assets/logo.svg')))
    .digest('hex');
  expect(icon('logo.sha256').toString('utf8').trim()).toBe(logo);
});

test('there is an image of every size', () => {
  for (const size of iconSizes) expect(sizeOf(icon(`${size}x${size}.png`))).toEqual([size, size]);
});

test('the Windows icon has all sizes up to 256, the macOS icon up to 1024', () => {
  const ico = icon('icon.ico');
  const inIco = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    return sizeOf(ico.subarray(ico.readUInt32LE(entry + 12)))[0];
  });
  expect(inIco).toEqual(iconSizes.filter((size) => size <= 256));

  const icns = icon('icon.icns');
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const inIcns = new Set<number | undefined>();
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) inIcns.add(sizeOf(icns.subarray(at + 8))[0]);
  expect([...inIcns].sort((a = 0, b = 0) => a - b)).toEqual([16, 32, 64, 128, 256, 512, 1024]);
});
