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
  it('is consistent while bindings go on, and no confirm waits for it', async () => {
    await backUpWhileBinding(6_000);
  });
});

it('a backup that is killed at some moments leaves nothing that counts, and the next one sweeps it away', async () => {
  await killBackups(2_000, 4);
});

describe.skipIf(!canMount)('a target', () => {
  it('that is full, or read-only, is told; the backup before stays, and the next one goes there when it is mended', async () => {
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

  it('cannot fill the station’s own disk: the copy is not begun without room for it and for the journal', async () => {
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
