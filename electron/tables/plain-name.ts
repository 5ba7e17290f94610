import { fold } from '../../shared/fold.js';

/** Returns a column name in comparable form: without case, accents, spaces and punctuation. */
export function plainName(name: string): string {
  return fold(name).replace(/[^\p{L}\p{N}]/gu, '');
}
