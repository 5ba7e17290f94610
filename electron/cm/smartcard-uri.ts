import { guidSchema, ZERO_GUID } from '../../shared/ids.js';

const SMARTCARD_URI = /(?:^|\/)api\/v\d+(?:\.\d+)*\/smartcards\/([^/?#]+)\/?$/i;

/**
 * Returns the smartcard id from the URI that the bind call answers, e.g.
 * `api/v1.0/smartcards/17cf063d-e337-4aa9-a822-346554ddd3c9` (assign smart card to request page).
 * @returns null if the text is not a smartcard URI
 */
export function smartcardIdOf(uri: string): string | null {
  const id = guidSchema.safeParse(SMARTCARD_URI.exec(uri)?.[1]);
  return id.success && id.data !== ZERO_GUID ? id.data : null;
}
