import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../shared/requests.js';
import { peopleFrom } from './people.js';
import { parseRoster, readRoster, type RosterProblem } from './roster.js';

const HEADER = 'userId,name,account,department,employeeId';
const NOOR = '8f1590dc-d932-4b66-8e68-2e91c5880780';
const ZOE = '97cc3493-f556-4c9b-9d8b-982434201527';
const noor: Person = {
  state: 'resolved',
  userId: NOOR,
  name: 'Noor van der Velden',
  account: 'nvelden',
  department: 'Facility Services',
  employeeId: '10231',
};

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

async function peopleIn(bytes: Uint8Array) {
  const roster = await parseRoster(bytes);
  if (!roster.ok) throw new Error(JSON.stringify(roster.error));
  return roster.value;
}

async function problemsIn(text: string | Uint8Array): Promise<readonly RosterProblem[]> {
  const roster = await parseRoster(typeof text === 'string' ? utf8(text) : text);
  if (roster.ok) throw new Error('The roster was taken');
  return roster.error;
}

describe('a valid roster', () => {
  const line = `${NOOR},Noor van der Velden,nvelden,Facility Services,10231`;

  it.each([
    ['plain', `${HEADER}\n${line}\n`],
    ['without a last newline', `${HEADER}\n${line}`],
    ['with Windows line ends', `${HEADER}\r\n${line}\r\n`],
    ['with a byte order mark', `\uFEFF${HEADER}\n${line}\n`],
    ['with empty lines, as spreadsheets leave them', `${HEADER}\n\n${line}\n,,,,\n\n`],
    ['separated by semicolons', `${HEADER.replaceAll(',', ';')}\n${line.replaceAll(',', ';')}\n`],
    ['with a header in different case', `${HEADER.toUpperCase()}\n${line}\n`],
    ['with ids in upper case and braces', `${HEADER}\n${line.replace(NOOR, `{${NOOR.toUpperCase()}}`)}\n`],
    ['with a separator line for Excel before the header', `sep=;\r\n${HEADER.replaceAll(',', ';')}\r\n${line.replaceAll(',', ';')}\r\n`],
    [
      'with a type line of PowerShell before the header',
      `#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser\r\n"${HEADER.replaceAll(',', '","')}"\r\n"${line.replaceAll(',', '","')}"\r\n`,
    ],
    ['with invisible characters', `\uFEFF${HEADER}\r\n\u200E${line.replaceAll(',', '\u200B,\u202A')}\u00AD\r\n`],
    ['separated by tabs', `${HEADER.replaceAll(',', '\t')}\n${line.replaceAll(',', '\t')}\n`],
  ])('%s', async (_, text) => {
    const { people, encoding } = await peopleIn(utf8(text));
    expect([...people]).toEqual([[NOOR, noor]]);
    expect(encoding).toBe('utf-8');
  });

  it('keeps commas, quotation marks and line ends inside quotation marks', async () => {
    const { people } = await peopleIn(utf8(`${HEADER}\n${ZOE},"Brontë, Zoë ""Z""",zb,"Floor 1\nRoom 2",\n`));
    expect(people.get(ZOE)).toMatchObject({ name: 'Brontë, Zoë "Z"', department: 'Floor 1\nRoom 2', employeeId: '' });
  });

  it('is read as Windows-1252, as older spreadsheets save it', async () => {
    const text = `${HEADER}\n${ZOE},Zo\xEB \x8Aim\x9Aek \x80,zs,,\n`;
    const { people, encoding } = await peopleIn(Buffer.from(text, 'latin1'));
    expect(people.get(ZOE)).toMatchObject({ name: 'Zoë Šimšek €' });
    expect(encoding).toBe('windows-1252');
  });

  it('is read as Mac OS Roman, as old Macintosh spreadsheets save it', async () => {
    const text = `${HEADER}\r${ZOE},J\x9Frgen M\x9Fller,jmueller,,\r`;
    const { people, encoding } = await peopleIn(Buffer.from(text, 'latin1'));
    expect(people.get(ZOE)).toMatchObject({ name: 'Jürgen Müller' });
    expect(encoding).toBe('macintosh');
  });

  it('may consist of a header alone', async () => {
    expect((await peopleIn(utf8(`${HEADER}\n`))).people.size).toBe(0);
  });

  it('of 100,000 lines is read without blocking', { timeout: 60_000 }, async () => {
    const lines = Array.from({ length: 100_000 }, (_, n) => {
      const id = `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
      return `${id},Person ${String(n)},p${String(n)},Department,${String(n)}`;
    });
    let turns = 0;
    const other = setInterval(() => (turns += 1), 0);
    const { people } = await peopleIn(utf8([HEADER, ...lines].join('\n')));
    clearInterval(other);
    expect(people.size).toBe(100_000);
    expect(turns).toBeGreaterThan(10);
  });
});

describe('an invalid roster', () => {
  it('reports every wrong line and column, and imports nothing', async () => {
    const text = [
      HEADER,
      `${NOOR},Noor van der Velden,nvelden,Facility Services,10231`,
      'nobody,A,a,,',
      `${ZOE},,z,,`,
      `${ZOE.replace('9', '8')},B,b`,
      `${NOOR.toUpperCase()},Another,x,,`,
      `${ZOE.replace('9', '7')},C,c,,,more`,
    ].join('\n');
    expect(await problemsIn(text)).toEqual([
      { line: 3, column: 'userId', problem: 'not-a-guid', detail: 'nobody' },
      { line: 4, column: 'name', problem: 'empty', detail: '' },
      { line: 5, column: null, problem: 'column-count', detail: '3' },
      { line: 6, column: 'userId', problem: 'duplicate', detail: `${NOOR} is on line 2` },
      { line: 7, column: null, problem: 'column-count', detail: '6' },
    ]);
  });

  it.each<[string, string | Uint8Array, Partial<RosterProblem>]>([
    ['an empty file', '', { line: 1, problem: 'header', detail: '' }],
    ['no header', `${NOOR},N,n,,`, { line: 1, problem: 'header', detail: `${NOOR},N,n,,` }],
    ['other columns', 'id,name\n', { line: 1, problem: 'header', detail: 'id,name' }],
    ['an open quotation mark', `${HEADER}\n${NOOR},"N,n,,\n`, { problem: 'quotes' }],
    ['a quotation mark inside a field', `${HEADER}\n${NOOR},N"n,n,,\n`, { line: 2, problem: 'quotes' }],
    ['UTF-32', Buffer.from(`\uFEFF${HEADER}\n`.split('').join('\0') + '\0', 'utf16le'), { line: 0, problem: 'encoding', detail: '' }],
  ])('%s', async (_, text, expected) => {
    const [problem, ...rest] = await problemsIn(text);
    expect(problem).toMatchObject(expected);
    expect(rest).toEqual([]);
  });

  it('reports one line if another line names the columns', async () => {
    expect(await problemsIn(`Export of 5 January\n${HEADER}\n${NOOR},N,n,,\n${ZOE},Z,z,,\n`)).toEqual([
      { line: 1, column: null, problem: 'header', detail: 'Export of 5 January' },
    ]);
  });

  it('reports numbers that were rounded', async () => {
    expect(await problemsIn(`${HEADER}\n${NOOR},N,n,,1.02E+05\n${ZOE},Z,10231.0,,1\n`)).toEqual([
      { line: 2, column: 'employeeId', problem: 'rounded-number', detail: '1.02E+05' },
      { line: 3, column: 'account', problem: 'rounded-number', detail: '10231.0' },
    ]);
  });

  it('reports at most a hundred problems', async () => {
    const lines = Array.from({ length: 300 }, (_, n) => `no-guid-${String(n)},A,a,,`);
    expect(await problemsIn([HEADER, ...lines].join('\n'))).toHaveLength(100);
  });
});

describe('a roster file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roster-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read from disk and resolves people', async () => {
    const file = join(folder, 'roster.csv');
    await writeFile(file, `${HEADER}\n${NOOR},Noor van der Velden,nvelden,Facility Services,10231\n`);
    const roster = await readRoster(file);
    if (!roster.ok) throw new Error(JSON.stringify(roster.error));
    expect(await peopleFrom(roster.value.people).resolve([NOOR, ZOE])).toEqual(
      new Map<string, Person>([
        [NOOR, noor],
        [ZOE, { state: 'unresolved', userId: ZOE }],
      ]),
    );
  });

  it('is reported when it cannot be read', async () => {
    const missing = await readRoster(join(folder, 'missing.csv'));
    expect(missing).toMatchObject({ ok: false, error: [{ line: 0, problem: 'unreadable' }] });
    const aFolder = await readRoster(folder);
    expect(aFolder).toMatchObject({ ok: false, error: [{ line: 0, problem: 'unreadable' }] });
  });
});

it("removes invisible characters from a roster's names", async () => {
  const bytes = Buffer.from(
    'userId,name,account,department,employeeId\n8f1590dc-d932-4b66-8e68-2e91c5880780,No\u200bor \u202eJansen,njansen,,1\n',
    'utf8',
  );
  const roster = await parseRoster(bytes);
  expect(roster.ok && roster.value.people.get('8f1590dc-d932-4b66-8e68-2e91c5880780')).toMatchObject({
    name: 'Noor Jansen',
    account: 'njansen',
  });
});
