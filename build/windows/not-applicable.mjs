/** What the tests under Wine cannot show; printed at the end of a run. */
export const WINE_CANNOT_SHOW =
  'The tests under Wine do not cover Electron and its windows, secrets kept by Windows (DPAPI), access lists and owners of files, ' +
  'elevation (UAC), the smart card service (WinSCard), the real installers, and Group Policy. These need a real Windows.';

const LINKS = 'Wine makes a link of its own that Windows programs do not follow, or none';

/**
 * Unit tests that cannot pass on Windows' Node under Wine, with the reason; by file and name, or by file if none of its tests
 * can run, in the form in which `npm run test:windows` names failures. At most 20: more than that is an error.
 * @type {Readonly<Record<string, string>>}
 */
export const notApplicable = {
  'electron/core/external-file.test.ts > an external file, read meanwhile may be a link to a file': LINKS,
  'electron/core/external-file.test.ts > an external file, read at once may be a link to a file': LINKS,
  'electron/boot/start-journal.mocked.test.ts > the journal head that cannot be written for the first time is a start error too, and the journal is closed':
    LINKS,
  // The copy of the tree for Wine has a link to the packages.
  'build/lint/rules.test.ts': LINKS,
};
