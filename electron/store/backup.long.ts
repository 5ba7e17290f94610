import { describe, it } from 'vitest';
import { backupTests, backUpWhileBinding, killBackups } from './backups.fixture.js';

backupTests();

describe('a backup of 50,000 entries', () => {
  it('is consistent while bindings go on, and no confirm waits for it', { timeout: 300_000 }, async () => {
    await backUpWhileBinding(50_000);
  });
});

it('a backup that is killed at any moment leaves nothing that counts, and the next one sweeps it away', { timeout: 240_000 }, async () => {
  await killBackups(20_000, 8);
});
