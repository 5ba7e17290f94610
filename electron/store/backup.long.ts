import { describe, it } from 'vitest';
import { backupTests, backUpWhileBinding, killBackups } from './backups.fixture.js';

backupTests();

describe('a backup of 50,000 entries', () => {
  it('is consistent while bindings continue, and no confirmation waits for it', { timeout: 300_000 }, async () => {
    await backUpWhileBinding(50_000);
  });
});

it('a backup leaves nothing that counts if it is killed at any moment, and the next one cleans up', { timeout: 240_000 }, async () => {
  await killBackups(20_000, 8);
});
