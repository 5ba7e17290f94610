import { join, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, fileOf, photoUserOf } from './app-files.js';

const root = resolve('/', 'opt', 'card-desk', 'renderer');

describe("the app scheme's files", () => {
  it('are those below the root', () => {
    expect(fileOf(root, 'app://station/')).toBe(join(root, 'index.html'));
    expect(fileOf(root, 'app://station/assets/desk.js?x=1#y')).toBe(join(root, 'assets', 'desk.js'));
    expect(fileOf(root, 'app://station/a%20b.js')).toBe(join(root, 'a b.js'));
  });

  it.each([
    'app://elsewhere/index.html',
    'app://station/..%2f..%2fetc/passwd',
    'app://station/%2e%2e%5csecret',
    'app://station/a%00.js',
    'app://station/%ff',
    'file:///etc/passwd',
    'https://station/index.html',
  ])('do not include %s', (url) => {
    expect(fileOf(root, url)).toBeNull();
  });

  it('never lie outside the root, whatever the path', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom('..', '.', '%2e%2e', '%2E.', '\\', '//', 'C:'), fc.string()), { maxLength: 8 }),
        (parts) => {
          let url: string;
          try {
            url = new URL(`app://station/${parts.join('/')}`).href;
          } catch {
            return;
          }
          const file = fileOf(root, url);
          expect(file === null || file.startsWith(`${root}${sep}`)).toBe(true);
        },
      ),
    );
  });
});

it('the content security policy has no unsafe source, wildcard or remote source', () => {
  const policy = contentSecurityPolicy('bm9uY2U=');
  expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(policy).not.toMatch(/unsafe|\*|http|data:|blob:/);
});

describe('the address of a photo', () => {
  it('names a user', () => {
    expect(photoUserOf('app://station/photos/8F1590DC-d932-4b66-8e68-2e91c5880780')).toBe('8f1590dc-d932-4b66-8e68-2e91c5880780');
  });

  it.each([
    'app://elsewhere/photos/8f1590dc-d932-4b66-8e68-2e91c5880780',
    'app://station/photos/',
    'app://station/photos/..%2f8f1590dc-d932-4b66-8e68-2e91c5880780',
    'app://station/photos/8f1590dc-d932-4b66-8e68-2e91c5880780/x',
    'app://station/8f1590dc-d932-4b66-8e68-2e91c5880780',
  ])('does not accept %s', (url) => {
    expect(photoUserOf(url)).toBeNull();
  });
});
