import { generateKeyPairSync, sign } from 'node:crypto';
import type { SignedBytes } from './announcement.js';

/** A test office that announces versions. */
export interface TestOffice {
  /** As in the settings, PEM. */
  readonly publicKey: string;
  /** Signs bytes, or a value as JSON. */
  sign(content: unknown): SignedBytes;
}

/** Creates an office with its own key. */
export function testOffice(): TestOffice {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    sign: (content) => {
      const announcement = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
      return { announcement, signature: sign(null, announcement, privateKey) };
    },
  };
}
