import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayMount, mountSmallDisk } from '../../e2e/small-disk.js';
import { testOrder } from './backup.fixture.js';
import { backupTests, backUpWhileBinding, journalOf, killBackups } from './backups.fixture.js';
import { makeBackup } from './make-backup.js';

const canMount = await mayMount();
const { folder } = backupTests();

describe('a backup of 6,000 entries', () => {
  it('is consistent while bindings continue, and no confirmation waits for it', async () => {
    await backUpWhileBinding(6_000);
  });
});

it('a backup leaves nothing that counts if it is killed at several moments, and the next one cleans up', async () => {
  await killBackups(2_000, 4);
});

describe.skipIf(!canMount)('a backup target', () => {
  it('is reported if it is full or read-only; the earlier backup stays, and the next one works once it is fixed', async () => {
    journalOf(3_000);
    const disk = await mountSmallDisk(24);
    try {
      const order = testOrder(folder(), { folder: disk.folder });
      const first = makeBackup(order);
      expect(first.outcome).toBe('made');
      await disk.fill(300_000);
      expect(makeBackup({ ...order, now: '2026-01-05T10:00:00.000Z' })).toMatchObject({ outcome: 'failed', problem: 'full' });
      expect(readdirSync(disk.folder).filter((name) => name.includes('card-desk'))).toHaveLength(1);
      await disk.free();
      await disk.setReadOnly(true);
      expect(makeBackup({ ...order, now: '2026-01-05T11:00:00.000Z' })).toMatchObject({ outcome: 'failed', problem: 'read-only' });
      await disk.setReadOnly(false);
      expect(makeBackup({ ...order, now: '2026-01-05T12:00:00.000Z' })).toMatchObject({ outcome: 'made', kept: 2 });
    } finally {
      await disk.remove();
    }
  });

  it('cannot fill the disk of the station: no copy starts without room for it and the journal', async () => {
    journalOf(3_000);
    const disk = await mountSmallDisk(24);
    try {
      expect(makeBackup(testOrder(folder(), { workFolder: join(disk.folder, 'work') }))).toMatchObject({
        outcome: 'failed',
        problem: 'no-room-here',
      });
      expect(readdirSync(join(disk.folder, 'work'))).toEqual([]);
    } finally {
      await disk.remove();
    }
  });
});
