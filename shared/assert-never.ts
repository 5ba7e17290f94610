/**
 * Makes a `switch` over a union exhaustive: the compiler rejects a missing member, and an unexpected value at run time
 * throws.
 *
 * @throws Error always
 */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
