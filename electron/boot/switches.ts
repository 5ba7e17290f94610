/**
 * The command line switches the station starts with. It is an allow-list: Chromium and Electron have some 1,500 switches
 * that turn off protections, and more with each version. The administrator guide lists the same ones (a unit test compares).
 */

/** One switch that is allowed: `--name`, or `--name=value`. */
export interface AllowedSwitch {
  readonly name: string;
  /** What its value may be; absent: it has none. */
  readonly value?: RegExp;
  /** Only for root, or where the package lets a debugger in anyway (`no-sandbox`), or only the latter (`debugger`). */
  readonly only?: 'no-sandbox' | 'debugger';
}

const anything = /./s;

export const allowedSwitches: readonly AllowedSwitch[] = [
  // The station's own.
  { name: 'archive-journal', value: anything },
  { name: 'check-config', value: /^/ },
  { name: 'day', value: /^\d{4}-\d\d-\d\d$/ },
  { name: 'diagnose' },
  { name: 'export-journal', value: anything },
  { name: 'export-report', value: anything },
  { name: 'hash-pin' },
  { name: 'id-order', value: /^(?:windows-guid|raw)$/ },
  { name: 'import-prepared', value: anything },
  { name: 'import-stock', value: anything },
  { name: 'json' },
  { name: 'keep-backup-passphrase' },
  { name: 'keep-directory-password' },
  { name: 'open-archive', value: anything },
  { name: 'print-config' },
  { name: 'probe-server', value: anything },
  { name: 'restore-backup', value: anything },
  { name: 'skip-known' },
  { name: 'training' },
  { name: 'version' },
  // Chromium's, that choose where the profile is and how the window is drawn.
  { name: 'disable-gpu' },
  { name: 'force-device-scale-factor', value: /^\d(?:\.\d+)?$/ },
  { name: 'lang', value: /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/ },
  { name: 'ozone-platform', value: /^(?:x11|wayland)$/ },
  { name: 'ozone-platform-hint', value: /^(?:auto|x11|wayland)$/ },
  { name: 'user-data-dir', value: anything },
  // Chromium's, that take a protection away.
  { name: 'no-sandbox', only: 'no-sandbox' },
  { name: 'inspect', value: /^\d*$/, only: 'debugger' },
  { name: 'remote-debugging-port', value: /^\d+$/, only: 'debugger' },
];

/** What {@link refusedArgument} looks at. */
export interface SwitchesDeps {
  /** The arguments after the program's own name. */
  readonly args: readonly string[];
  readonly platform: NodeJS.Platform;
  /** Whether Chromium's own parser found a switch, wherever it comes from. */
  readonly isInChromium: (name: string) => boolean;
  readonly isRoot: boolean;
  /** Whether this is a clone, or the package of the end-to-end tests with a debugger in it. */
  readonly isDebuggable: boolean;
  /** The folder of the app, which is an argument where a clone is started. */
  readonly appFolder: string | null;
}

/**
 * Returns the first argument the station does not start with, as it can be shown; null when all are allowed. Each must be
 * written exactly `--name` or `--name=value`, once: Chromium also takes `-name`, under Windows `/name` and capitals, drops
 * white space around, and of two takes the last.
 */
export function refusedArgument(deps: SwitchesDeps): string | null {
  const { args, appFolder } = deps;
  const seen = new Set<string>();
  for (const [at, arg] of args.entries()) {
    const name = nameOf(arg, deps);
    if (name === null) {
      const isFile = args[at - 1] === '--check-config' && !isSwitchToChromium(arg, deps.platform);
      if (!isFile && arg !== appFolder) return displayedArgument(arg);
    } else {
      if (seen.has(name)) return `${displayedArgument(arg)} twice`;
      seen.add(name);
    }
  }
  // Switches that come in some other way than by the arguments, for instance from the environment.
  const isAllowed = (name: string): boolean => allowedSwitches.some((one) => one.name === name && isAllowedHere(one, deps));
  const unseen = checkedInChromium.find((name) => deps.isInChromium(name) && !isAllowed(name));
  return unseen === undefined ? null : `--${unseen}`;
}

/** Returns the name of the allowed switch that an argument is, or null. */
function nameOf(arg: string, deps: SwitchesDeps): string | null {
  const [, name = '', value] = /^--([a-z-]+)(?:=(.*))?$/s.exec(arg) ?? [];
  const allowed = allowedSwitches.find((one) => one.name === name);
  if (allowed === undefined || !isAllowedHere(allowed, deps)) return null;
  if (value === undefined) return allowed.value === undefined || allowed.value.test('') ? name : null;
  return allowed.value?.test(value) === true ? name : null;
}

function isAllowedHere({ only }: AllowedSwitch, { isRoot, isDebuggable }: SwitchesDeps): boolean {
  return only === undefined || isDebuggable || (only === 'no-sandbox' && isRoot);
}

/** Whether Chromium could take an argument for a switch. */
function isSwitchToChromium(arg: string, platform: NodeJS.Platform): boolean {
  const trimmed = arg.replace(/^[\s\u0085\u180e\u200b]+/, '');
  return trimmed.startsWith('-') || (platform === 'win32' && trimmed.startsWith('/'));
}

/** Without its value, which may be a secret, and without what a terminal would act upon. */
function displayedArgument(arg: string): string {
  const name = arg.split('=')[0] ?? arg;
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}

/**
 * Switches that Chromium itself is asked about as well. Electron's own start adds some of them, where the environment asks
 * for it.
 */
const checkedInChromium = [
  ...allowedSwitches.filter(({ only }) => only !== undefined).map(({ name }) => name),
  'allow-running-insecure-content',
  'disable-setuid-sandbox',
  'disable-web-security',
  'host-resolver-rules',
  'host-rules',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'js-flags',
  'log-net-log',
  'proxy-pac-url',
  'proxy-server',
  'remote-debugging-pipe',
  'single-process',
  'ssl-key-log-file',
];
