/** What tests under Wine leave open, for the end of a run. */
export const WINE_CANNOT_SHOW =
  'Under Wine nothing is shown of: Electron and its windows, secrets kept by Windows (DPAPI), access lists and owners of files, ' +
  'elevation (UAC), the smart card service (WinSCard), installers, Group Policy. That takes a real Windows.';

const LINKS = 'Wine makes a link of its own that Windows programs do not follow';

/**
 * Unit tests that cannot pass on Windows' Node under Wine, each with the reason; by file and name, as `npm run test:windows` names
 * a test that failed. At most 20: what more cannot pass is a fault.
 * @type {Readonly<Record<string, string>>}
 */
export const notApplicable = {
  'electron/core/outside-file.test.ts > a file of others, read meanwhile may be a link to a file': LINKS,
  'electron/core/outside-file.test.ts > a file of others, read at once may be a link to a file': LINKS,
};
