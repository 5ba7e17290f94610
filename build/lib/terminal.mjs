/** An error with a message for the person at the terminal, shown without a stack trace. */
export class UserError extends Error {}

/**
 * Prints one line of progress.
 * @param {string} line
 */
export function printLine(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs the body of a script. A {@link UserError} ends the process with its message and code 1.
 * @param {() => Promise<void>} body
 */
export async function runScript(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
