/** Why the station cannot open. The message is for the operator; nothing was changed. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
