import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testFolder } from '../core/test-folder.fixture.js';
import { logTail } from './log-tail.js';

it('the log tail has lines, whichever line ends a system uses', async () => {
  const file = join(testFolder('log'), 'card-desk.log');
  expect(await logTail(file)).toEqual([]);
  writeFileSync(file, '[main] one\r\n[main] two\r\n\n[main] three\n');
  expect(await logTail(file)).toEqual(['[main] one', '[main] two', '[main] three']);
  // Of a long log, the last lines, none of them incomplete.
  writeFileSync(file, Array.from({ length: 3_000 }, (_none, at) => `[main] line ${String(at)} ${'.'.repeat(100)}\r\n`).join(''));
  const lines = await logTail(file);
  expect(lines).toHaveLength(200);
  expect(lines.at(-1)).toBe(`[main] line 2999 ${'.'.repeat(100)}`);
});
