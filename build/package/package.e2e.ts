import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, inject, test } from 'vitest';
import { z } from 'zod';

const { executable } = inject('station');
const resources = process.platform === 'darwin' ? join(dirname(executable), '../Resources') : join(dirname(executable), 'resources');

/** How a fuse stands in the binary: the digits 0 and 1. */
const off = 0x30;
const on = 0x31;

interface Entry {
  files?: Record<string, Entry> | undefined;
}
const entrySchema: z.ZodType<Entry> = z.lazy(() => z.object({ files: z.record(z.string(), entrySchema).optional() }));

/** The files of an asar archive, from its header: at byte 12 the length of a JSON text that begins at byte 16. */
function filesIn(archive: string): string[] {
  const file = openSync(archive, 'r');
  try {
    const sizes = Buffer.alloc(16);
    readSync(file, sizes, 0, 16, 0);
    const header = Buffer.alloc(sizes.readUInt32LE(12));
    readSync(file, header, 0, header.length, 16);
    return paths(entrySchema.parse(JSON.parse(header.toString('utf8'))), '');
  } finally {
    closeSync(file);
  }
}

function paths({ files }: Entry, prefix: string): string[] {
  return Object.entries(files ?? {}).flatMap(([name, entry]) =>
    entry.files === undefined ? [`${prefix}${name}`] : paths(entry, `${prefix}${name}/`)
  );
}

test('the archive holds what ships and nothing of the workshop', () => {
  const files = filesIn(join(resources, 'app.asar'));
  for (const script of ['main.js', 'preload.js', 'reader-host.js', 'store-worker.js']) expect(files).toContain(`electron/${script}`);
  expect(files).toContain('renderer/index.html');
  expect(files).toContain('node_modules/smartcard/build/Release/smartcard_napi.node');
  expect(files.filter((file) => /\.(tsx?|mts|map|gyp|cc?|cpp|h|o)$|\.test\./.test(file))).toEqual([]);
  expect(existsSync(join(resources, 'app'))).toBe(false);
});

test('the packaged binary has its fuses closed', async () => {
  const fuses = await getCurrentFuseWire(executable);
  expect(fuses[FuseV1Options.RunAsNode]).toBe(off);
  expect(fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(off);
  expect(fuses[FuseV1Options.OnlyLoadAppFromAsar]).toBe(on);
  expect(fuses[FuseV1Options.EnableCookieEncryption]).toBe(on);
});
