import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testAuthority } from '../cm/test-certificate.js';
import { nodeRoots, readAuthorities } from './authorities.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authorities-'));
  file = join(folder, 'ca.pem');
});
afterEach(() => rm(folder, { recursive: true }));

describe('a file of authorities', () => {
  it('may hold several, with words between them', async () => {
    const [one, other] = [testAuthority().certificate.trim(), testAuthority().certificate.trim()];
    await writeFile(file, `Our root\r\n${one}\n\nAnd the old one\n${other}\n`);
    expect(await readAuthorities(file)).toEqual([one, other]);
  });

  it.each<[string, string | null, RegExp]>([
    ['is not there', null, /ENOENT/],
    ['is empty', '', /holds no certificate/],
    ['holds something else', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /Certificate 1 .* is not one of an authority/],
    ['holds a server’s certificate', testAuthority().issue('cm.example').certificate, /is not one of an authority/],
  ])('that %s is refused', async (_, text, problem) => {
    if (text !== null) await writeFile(file, text);
    await expect(readAuthorities(file)).rejects.toThrow(problem);
  });
});

it('Node trusts its own roots and the given ones', () => {
  const roots = nodeRoots(['given']);
  expect(roots).toEqual(expect.arrayContaining(['given', tls.rootCertificates[0]]));
});
