import { expect, it } from 'vitest';
import { passwordCheckOf } from './password-check.js';

const statuses = Array.from({ length: 500 }, (_, index) => index + 100);

it('accepts a password only if the server asked for it and then answered 2xx', () => {
  const right = statuses.flatMap((status) =>
    [true, false].flatMap((offered) => (passwordCheckOf({ status, offered }) === 'right' ? [[status, offered]] : [])),
  );
  expect(right).toEqual(statuses.filter((status) => status >= 200 && status < 300).map((status) => [status, true]));
});

it.each([
  [401, true, 'wrong'],
  [401, false, 'not-asked'],
  [200, false, 'not-asked'],
  [302, false, 'not-asked'],
] as const)('takes status %i after a password challenge, %s, as %s', (status, offered, expected) => {
  expect(passwordCheckOf({ status, offered })).toBe(expected);
});

it.each([
  [403, 'forbidden'],
  [404, 'api-off'],
  [500, 'server-error'],
  [503, 'server-error'],
  [302, 'not-signed-in'],
] as const)('takes status %i as no proof of a password: %s', (status, code) => {
  expect(passwordCheckOf({ status, offered: true })).toMatchObject({ code });
});
