import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { binding } from '../bindings/fixtures.js';
import { JournalError } from './journal.js';
import { openJournal } from './open-journal.js';

const context = { operator: 'desk', station: 'DESK-01' };
let folder: string;
let script: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-journal-'));
  // Beside the packages it loads, so that the worker finds the database library as it does when bundled.
  script = join(process.cwd(), 'node_modules', '.cache', 'store-worker-test.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['libsql'],
  });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(script);
});

it('the journal works from its own thread, over a restart', async () => {
  const path = join(folder, 'journal.db');
  const first = await openJournal(script, { path, key: 'k'.repeat(32), context });
  expect(await first.intend(binding(1))).toEqual({ outcome: 'written', binding: binding(1) });
  expect(await first.claimOf({ requestId: binding(1).request.requestId })).toEqual(binding(1));
  await expect(first.record({ bindingId: binding(2).bindingId, event: 'submitting', state: { state: 'submitting', attempt: 1 } })).rejects.toThrow(
    JournalError,
  );
  await expect(openJournal(script, { path, key: 'k'.repeat(32), context })).rejects.toThrow(/in use by another Card Desk/);
  await first.close();
  await expect(first.unsettled()).rejects.toThrow(JournalError);

  const second = await openJournal(script, { path, key: 'k'.repeat(32), context });
  expect(await second.unsettled()).toEqual([binding(1)]);
  expect(await second.entries(0, 10)).toHaveLength(1);
  await second.close();
});

it('a journal that cannot be opened is an error with the reason', async () => {
  await expect(openJournal(script, { path: join(folder, 'no', 'such', 'folder.db'), key: null, context })).rejects.toThrow(JournalError);
});
