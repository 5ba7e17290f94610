import { accessSync, constants, mkdirSync } from 'node:fs';

/**
 * Whether the station can keep anything at all in its profile folder, which is made if it is not there.
 *
 * @returns null when it can, else why not, in words for a person
 */
export function whyProfileCannotBeWritten(profile: string): string | null {
  try {
    mkdirSync(profile, { recursive: true });
    accessSync(profile, constants.W_OK);
    return null;
  } catch (error) {
    return (
      `The profile folder ${profile} cannot be written, so no binding could be written down; nothing was started and nothing was changed. ` +
      'Make the folder and its disk writable for this user, then open Card Desk again.\n\n' +
      (error instanceof Error ? error.message : String(error))
    );
  }
}
