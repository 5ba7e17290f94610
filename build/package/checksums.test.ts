import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeChecksums } from './checksums.mjs';

it('the checksums cover every file except their own, also when they are written again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'checksums-'));
  writeFileSync(join(folder, 'b.deb'), 'abc');
  writeFileSync(join(folder, 'a.json'), '');
  mkdirSync(join(folder, 'unpacked'));
  for (const _time of [1, 2]) {
    await expect(writeChecksums(folder)).resolves.toBe(2);
    // FIPS 180-4's own example, and the sum of an empty file.
    expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.json\n' +
        'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b.deb\n',
    );
  }
});
