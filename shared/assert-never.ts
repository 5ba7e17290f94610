/**
 * Closes a `switch` over a union: the compiler refuses a union member that was forgotten,
 * and at run time a value that slipped through a border is named instead of ignored.
 *
 * @throws Error always
 */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
