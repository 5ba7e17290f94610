import { readFileSync } from 'node:fs';

/** Why standard input does not contain a secret that could be typed; nothing was changed. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Largest input, bytes: longer than any password or passphrase. */
const MOST_BYTES = 64 * 1024;

/** Reads all of standard input; empty if there is none. @throws the system's error */
export function readStandardInput(read: () => Uint8Array = () => readFileSync(0)): Uint8Array {
  try {
    return read();
  } catch (error) {
    // Windows reports an ended input with this code.
    if (error instanceof Error && 'code' in error && error.code === 'EOF') return new Uint8Array();
    throw error;
  }
}

/**
 * Returns the first line of the input as it would be typed: UTF-8; a byte order mark, which PowerShell and Windows editors add,
 * is dropped.
 * @throws InputError for UTF-16, invalid UTF-8, control characters (UTF-16 without a mark contains NUL), and more than 64 KiB
 */
export function secretFrom(input: Uint8Array): string {
  if (input.length > MOST_BYTES) throw new InputError('Standard input is too long. Enter only the secret, on one line.');
  if ((input[0] === 0xff && input[1] === 0xfe) || (input[0] === 0xfe && input[1] === 0xff) || input.includes(0)) {
    throw new InputError('Standard input is not UTF-8; it seems to be UTF-16. Save the file as UTF-8.');
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(input);
  } catch (error) {
    throw new InputError('Standard input is not UTF-8. Save the file as UTF-8.', { cause: error });
  }
  const line = text.replaceAll('\uFEFF', '').replace(/\r?\n[^]*$/, '');
  // oxlint-disable-next-line no-control-regex -- these are the characters in question
  if (/[\u0000-\u001f\u007f-\u009f]/.test(line))
    throw new InputError('The first line of standard input contains control characters. Remove them.');
  return line;
}
