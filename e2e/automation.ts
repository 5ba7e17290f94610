import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runCommand } from './run-command.js';
import { example } from './live-server.js';

/** Writes a table into a profile. @returns its path */
export async function writeTable(profile: string, name: string, lines: readonly string[]): Promise<string> {
  const file = join(profile, name);
  await writeFile(file, [...lines, ''].join('\r\n'));
  return file;
}

/** Runs each command with a good and a bad file and checks the exit code and the line of JSON. */
export async function eachCommand(profile: string): Promise<void> {
  const goodStock = await writeTable(profile, 'stock.csv', [
    'card id;serial',
    `${example.rawCardId};10`,
    '101112131415161718191a1b1c1d1e1f;11',
  ]);
  const badStock = await writeTable(profile, 'bad-stock.csv', ['card id;serial', `${example.rawCardId};10`, 'not a card;12']);
  const goodPrepared = await writeTable(profile, 'prepared.csv', ['card,request', `${example.cardId},${example.requestId}`]);
  const badPrepared = await writeTable(profile, 'bad-prepared.csv', ['card,request', `${example.cardId},not a request`]);
  const nowhere = join(profile, 'nowhere', 'file.csv');
  const asJson = async (...args: string[]): Promise<{ readonly code: number | null; readonly json: unknown }> => {
    const { said, complained, code } = await runCommand(profile, ...args, '--json');
    expect(said.endsWith('\n') && said.trim().split('\n').length === 1, said + complained).toBe(true);
    return { code, json: JSON.parse(said) };
  };
  const command = 'import-stock';

  // Only a person can decide how the ids are read.
  expect(await asJson(`--import-stock=${goodStock}`)).toEqual({
    code: 1,
    json: { command, file: goodStock, outcome: 'failed', code: 'id-order-needed', detail: '' },
  });
  expect(await asJson(`--import-stock=${goodStock}`, '--id-order=raw')).toEqual({
    code: 0,
    json: { command, file: goodStock, outcome: 'done', facts: { cards: 2, skipped: 0 } },
  });
  const again = await asJson(`--import-stock=${goodStock}`);
  expect(again).toMatchObject({ code: 1, json: { outcome: 'refused', problems: [{ code: 'already-there', line: 2 }, { line: 3 }] } });
  expect(await asJson(`--import-stock=${goodStock}`, '--skip-known')).toMatchObject({
    code: 0,
    json: { outcome: 'done', facts: { cards: 0, skipped: 2 } },
  });
  expect(await asJson(`--import-stock=${badStock}`, '--skip-known')).toMatchObject({
    code: 1,
    json: { command, outcome: 'refused', problems: [{ line: 3, code: 'bad-id', value: 'not a card' }] },
  });
  expect(await asJson(`--import-stock=${nowhere}`)).toMatchObject({
    code: 1,
    json: { outcome: 'refused', problems: [{ line: 0, code: 'unreadable' }] },
  });

  expect(await asJson(`--import-prepared=${goodPrepared}`)).toEqual({
    code: 0,
    json: { command: 'import-prepared', file: goodPrepared, outcome: 'done', facts: { lines: 1 } },
  });
  const wrong = await asJson(`--import-prepared=${badPrepared}`);
  expect(wrong).toMatchObject({ code: 1, json: { outcome: 'refused', problems: [{ line: 2, value: 'not a request' }] } });

  // A new process also knows what an earlier file says.
  const contrary = await writeTable(profile, 'contrary.csv', ['card,request', `${example.cardId},${randomUUID()}`]);
  const refused = await asJson(`--import-prepared=${contrary}`);
  expect(refused).toMatchObject({
    code: 1,
    json: { outcome: 'refused', problems: [{ line: 2, code: 'card-in-other-file', value: 'prepared.csv: 2' }] },
  });

  const report = join(profile, 'report.csv');
  expect(await asJson(`--export-report=${report}`, '--day=2026-01-05')).toMatchObject({ code: 0, json: { outcome: 'done' } });
  expect(await readFile(report, 'utf8')).toMatch(/person/i);
  expect(await asJson(`--export-report=${nowhere}`)).toMatchObject({ code: 1, json: { outcome: 'failed', code: 'file-failed' } });

  const journal = join(profile, 'journal.csv');
  expect(await asJson(`--export-journal=${journal}`)).toMatchObject({
    code: 0,
    json: { outcome: 'done', facts: { head: /^[0-9a-f]{64}$/ } },
  });
  expect(await asJson(`--export-journal=${nowhere}`)).toMatchObject({ code: 1, json: { outcome: 'failed', code: 'file-failed' } });
  expect(await readdir(join(profile, 'commands'))).toEqual([]);
}
