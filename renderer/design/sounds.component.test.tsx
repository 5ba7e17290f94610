import { page, userEvent } from 'vitest/browser';
import { expect, it, vi } from 'vitest';
import { play } from './sounds.js';

it('computes sound only while a note sounds, so that a quiet station costs nothing', async () => {
  const resumed = vi.spyOn(AudioContext.prototype, 'resume');
  const suspended = vi.spyOn(AudioContext.prototype, 'suspend');
  // Chromium lets a page sound once it was pressed; the station's page may at any time.
  await userEvent.click(page.elementLocator(document.body));
  for (const times of [1, 2]) {
    // Two sounds at once: the context runs until the longer one has ended.
    play('ready');
    play('refused');
    const context = resumed.mock.contexts[0] as AudioContext;
    await expect.poll(() => context.state).toBe('running');
    await expect.poll(() => context.state).toBe('suspended');
    expect(suspended).toHaveBeenCalledTimes(times);
  }
});
