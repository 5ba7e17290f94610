import { lookup } from 'node:dns/promises';
import { hostOf } from './host.js';

/** Longer than a working name service takes, ms. */
const LIMIT_MS = 2_000;

/** Whether the system resolves the host of a URL in time. Never rejects. */
export async function isKnownName(url: string): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, LIMIT_MS, false);
  });
  const found = lookup(hostOf(new URL(url))).then(
    () => true,
    () => false,
  );
  return Promise.race([found, late]).finally(() => {
    clearTimeout(timer);
  });
}
