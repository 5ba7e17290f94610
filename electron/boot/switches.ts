/**
 * The allowed command line switches. Chromium and Electron have about 1,500 switches that disable protections, and more with
 * each version, so this is an allow-list. The administrator guide has the same list (a unit test compares them).
 */

/** An allowed switch: `--name` or `--name=value`. */
export interface AllowedSwitch {
  readonly name: string;
  /** Allowed values; absent if it has none. */
  readonly value?: RegExp;
  /** `no-sandbox`: only for root or in a package that allows a debugger; `debugger`: only in such a package. */
  readonly only?: 'no-sandbox' | 'debugger';
}

const anything = /./s;

export const allowedSwitches: readonly AllowedSwitch[] = [
  // The station's own switches.
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
  // Chromium switches for the profile and the display.
  { name: 'disable-gpu' },
  { name: 'force-device-scale-factor', value: /^\d(?:\.\d+)?$/ },
  { name: 'lang', value: /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/ },
  { name: 'ozone-platform', value: /^(?:x11|wayland)$/ },
  { name: 'ozone-platform-hint', value: /^(?:auto|x11|wayland)$/ },
  { name: 'user-data-dir', value: anything },
  // Chromium switches that disable a protection.
  { name: 'no-sandbox', only: 'no-sandbox' },
  { name: 'inspect', value: /^\d*$/, only: 'debugger' },
  { name: 'remote-debugging-port', value: /^\d+$/, only: 'debugger' },
];

/** Arguments of {@link refusedArgument}. */
export interface SwitchesDeps {
  /** The arguments after the program name. */
  readonly args: readonly string[];
  readonly platform: NodeJS.Platform;
  /** Returns whether Chromium's own parser found a switch from any source. */
  readonly isInChromium: (name: string) => boolean;
  readonly isRoot: boolean;
  /** Whether this is a clone, or the package of the end-to-end tests, which allows a debugger. */
  readonly isDebuggable: boolean;
  /** The app's folder, which is an argument if a clone is started; else null. */
  readonly appFolder: string | null;
}

/**
 * Returns the first refused argument, in a form safe to display; null if all are allowed. Each must be exactly `--name` or
 * `--name=value`, and occur once: Chromium also accepts `-name`, on Windows `/name` and capitals, ignores surrounding white
 * space, and uses the last of two.
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
  // Switches from another source than the arguments, for instance the environment.
  const isAllowed = (name: string): boolean => allowedSwitches.some((one) => one.name === name && isAllowedHere(one, deps));
  const unseen = checkedInChromium.find((name) => deps.isInChromium(name) && !isAllowed(name));
  return unseen === undefined ? null : `--${unseen}`;
}

/** Returns the name of the allowed switch in an argument, or null. */
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

/** Returns whether Chromium could parse an argument as a switch. */
function isSwitchToChromium(arg: string, platform: NodeJS.Platform): boolean {
  const trimmed = arg.replace(/^[\s\u0085\u180e\u200b]+/, '');
  return trimmed.startsWith('-') || (platform === 'win32' && trimmed.startsWith('/'));
}

/** Returns an argument without its value, which may be a secret, and without characters that a terminal interprets. */
function displayedArgument(arg: string): string {
  const name = arg.split('=')[0] ?? arg;
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}

/** Switches to look for in Chromium too. Electron itself adds some of them at its start if the environment requests it. */
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
