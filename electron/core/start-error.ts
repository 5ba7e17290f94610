/** Why the station does not open at all, in words for a person; nothing was changed. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
