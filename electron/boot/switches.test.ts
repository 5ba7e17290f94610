import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentedSwitches } from './documented-switches.fixture.js';
import { allowedSwitches, refusedArgument, type SwitchesDeps } from './switches.js';

/** An installed station started by a plain user. */
const installed: SwitchesDeps = {
  args: [],
  platform: 'linux',
  isInChromium: () => false,
  isRoot: false,
  isDebuggable: false,
  appFolder: null,
};
const refused = (args: readonly string[], other: Partial<SwitchesDeps> = {}): string | null =>
  refusedArgument({ ...installed, ...other, args });

/** The ways in which Chromium's parser accepts a switch (`base/command_line.cc`). */
const forms: Readonly<Record<string, (text: string) => readonly string[]>> = {
  '--x': (text) => [`--${text}`],
  '-x': (text) => [`-${text}`],
  '/x': (text) => [`/${text}`],
  'spaces before': (text) => [` --${text}`],
  'spaces around one dash': (text) => [`\t-${text} `],
  'a line feed before': (text) => [`\n--${text}`],
  'a no-break space before': (text) => [`\u00a0--${text}`],
  'a next-line mark before': (text) => [`\u0085--${text}`],
  capitals: (text) => [`--${text.toUpperCase()}`],
  twice: (text) => [`--${text}`, `--${text}`],
  'behind one that is allowed': (text) => ['--training', `--${text}`],
  'as the file of --check-config': (text) => ['--check-config', `--${text}`],
  'as the file of --check-config, with a space': (text) => ['--check-config', ` -${text}`],
};

describe('for a plain user, an installed station', () => {
  for (const [form, write] of Object.entries(forms)) {
    it(`refuses every switch that is documented as disabling a protection: ${form}`, () => {
      expect(documentedSwitches.filter((text) => refused(write(text)) === null)).toEqual([]);
      expect(refused(write('no-sandbox'))).not.toBeNull();
    });
  }

  it('refuses every switch that is not on the list, however new', () => {
    for (const arg of ['--something-new', '-something-new=1', 'file.csv', '/etc/passwd', 'https://example.org', '--', '-', ''])
      expect(refused([arg])).not.toBeNull();
  });

  it('accepts allowed switches, each once and in one form', () => {
    expect(refused([])).toBeNull();
    for (const arg of [
      '--training',
      '--version',
      '--lang=nl',
      '--lang=zh-Hant',
      '--force-device-scale-factor=1.5',
      '--user-data-dir=/srv/Card Desk',
      '--ozone-platform-hint=auto',
      '--export-journal=C:\\a b.csv',
    ])
      expect(refused([arg]), arg).toBeNull();
    for (const arg of [
      '--Training',
      '-training',
      ' --training',
      '--training=1',
      '--lang',
      '--lang=../../etc',
      '--force-device-scale-factor=x',
      '--user-data-dir=',
      '--export-journal',
      '--ozone-platform=headless',
    ]) {
      expect(refused([arg]), arg).not.toBeNull();
    }
    expect(refused(['--user-data-dir=/one', '--user-data-dir=/other'])).toBe('--user-data-dir twice');
  });

  it('accepts the next word as the file of --check-config, unless it is a switch on Windows', () => {
    expect(refused(['--check-config'])).toBeNull();
    expect(refused(['--check-config', '/etc/card-desk/settings.json'])).toBeNull();
    expect(refused(['--check-config', 'C:\\settings.json'], { platform: 'win32' })).toBeNull();
    expect(refused(['--check-config', '/no-sandbox'], { platform: 'win32' })).not.toBeNull();
    expect(refused(['--check-config', 'one.json', 'other.json'])).not.toBeNull();
  });

  it('reports only the name of a switch, without characters that a terminal interprets', () => {
    expect(refused(['--password=secret'])).toBe('--password');
    expect(refused(['--\u001b[2J=x'])).toBe('--?[2J');
  });

  it('refuses a switch that Chromium received in another way', () => {
    expect(refused([], { isInChromium: (name) => name === 'no-sandbox' })).toBe('--no-sandbox');
    expect(refused([], { isInChromium: (name) => name === 'ignore-certificate-errors' })).toBe('--ignore-certificate-errors');
  });
});

describe('Chromium’s sandbox', () => {
  it('can be off for root, for whom it does not work, and if a debugger is allowed anyway', () => {
    const isInChromium = (name: string): boolean => name === 'no-sandbox';
    expect(refused(['--no-sandbox'], { isInChromium })).toBe('--no-sandbox');
    expect(refused(['--no-sandbox'], { isInChromium, isRoot: true })).toBeNull();
    expect(refused(['--no-sandbox'], { isInChromium, isDebuggable: true })).toBeNull();
    expect(refused(['-no-sandbox'], { isInChromium, isRoot: true })).not.toBeNull();
  });
});

describe('a debugger', () => {
  it('is allowed if the package allows one, not for root alone', () => {
    const args = ['--inspect=0', '--remote-debugging-port=0'];
    expect(refused(args, { isRoot: true })).toBe('--inspect');
    expect(refused(args, { isDebuggable: true })).toBeNull();
    expect(refused(['/app', ...args], { isDebuggable: true, appFolder: '/app' })).toBeNull();
    // As `npm start` does for root.
    expect(refused(['--no-sandbox', '/app', '--training'], { isDebuggable: true, appFolder: '/app' })).toBeNull();
    expect(refused(['/other'], { isDebuggable: true, appFolder: '/app' })).not.toBeNull();
  });
});

it('the administrator guide lists exactly the allowed switches', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/administrator/command-line.md'), 'utf8');
  const section = guide.split('## Switches')[1]?.split(/^## /m)[0] ?? '';
  const listed = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => /--([a-z-]+)/.exec(line.split('|')[1] ?? '')?.[1] ?? []);
  const shipped = allowedSwitches.filter(({ only }) => only !== 'debugger').map(({ name }) => name);
  expect([...new Set(listed)].sort()).toEqual([...shipped].sort());
});
