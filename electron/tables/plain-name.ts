import { fold } from '../../shared/fold.js';

/** Returns a column's name as it is compared: without case, accents, spaces and punctuation. */
export function plainName(name: string): string {
  return fold(name).replace(/[^\p{L}\p{N}]/gu, '');
}
