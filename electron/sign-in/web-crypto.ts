import { webcrypto } from 'node:crypto';

/** Gives the process the Web Crypto that openid-client looks for, where Node has it under another name only: before Node 19. */
export function installWebCrypto(): void {
  const wanted = { crypto: webcrypto, CryptoKey: webcrypto.CryptoKey };
  for (const [name, value] of Object.entries(wanted)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true });
  }
}
