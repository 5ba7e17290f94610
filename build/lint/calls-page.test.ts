import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { callsPage } from '../lib/calls-page.js';

it('docs/calls.md lists every call of the call tables (npm run calls-page writes it)', () => {
  expect(readFileSync(join(import.meta.dirname, '../../docs/calls.md'), 'utf8')).toBe(callsPage());
});
