import { expect, it } from 'vitest';
import { SmartcardDriver } from './smartcard-driver.js';

interface State {
  readonly name: string;
  readonly state: number;
}

it('a reader with a non-ASCII name is polled, and does not block the wait for others', async () => {
  // As the addon gives `Lesegerät 0` on a system with another code page.
  const readers = ['Reader 0', 'Leseger\ufffdt 0'].map((name) => ({ name, state: 0x12, atr: null }));
  const waitedFor: string[][] = [];
  let wake = (_changes: readonly { changed: boolean }[]): void => undefined;
  class Context {
    listReaders() {
      return readers;
    }
    waitForChange(states: readonly State[]) {
      waitedFor.push(states.map(({ name }) => name));
      return new Promise((resolve) => {
        wake = resolve;
      });
    }
    cancel(): void {
      wake([]);
    }
    close(): void {
      // There is nothing to release.
    }
  }
  const driver = new SmartcardDriver({ load: () => ({ Context }), platform: 'win32', lookEveryMs: 10 });
  const added: string[] = [];
  const both = new Promise<void>((resolve) => {
    driver.start((event) => {
      if (event.type === 'reader-added') added.push(event.reader);
      if (added.length === readers.length) resolve();
    });
  });
  await both;
  await expect.poll(() => waitedFor[0]).toEqual(['Reader 0', '\\\\?PnP?\\Notification']);
  expect(added).toEqual(['Reader 0', 'Leseger\ufffdt 0']);
  await driver.stop();
});
