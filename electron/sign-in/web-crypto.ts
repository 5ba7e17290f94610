import { webcrypto } from 'node:crypto';

/** Provides the Web Crypto global for openid-client on Node before 19. */
export function installWebCrypto(): void {
  const wanted = { crypto: webcrypto, CryptoKey: webcrypto.CryptoKey };
  for (const [name, value] of Object.entries(wanted)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true });
  }
}
