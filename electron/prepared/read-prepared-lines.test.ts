import { describe, expect, it } from 'vitest';
import type { PreparedProblem } from '../../shared/prepared.js';
import { parseTable } from '../tables/table-file.js';
import { cardOf } from './prepared.fixture.js';
import { digestOf, preparedColumnNames, preparedLimits, readPreparedLines } from './read-prepared-lines.js';

const [one, two, three] = [cardOf(1).text, cardOf(2).text, cardOf(3).text];
const requestA = 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099';

async function read(text: string) {
  const table = parseTable(Buffer.from(text, 'utf8'), {
    limits: preparedLimits,
    columnNames: preparedColumnNames,
    onProgress: () => undefined,
  });
  return readPreparedLines('cards.csv', table);
}

describe('a file exported by a program', () => {
  it('is read below its title lines', async () => {
    const assignments = await read(`sep=;\nPlan of Monday;;\nkaart-id;personeelsnummer\n${one};0042\n`);
    expect(assignments.ok ? assignments.value.map(({ view }) => view) : assignments.error).toMatchObject([
      { line: 4, card: one, person: [{ by: 'employeeId', value: '0042' }] },
    ]);
  });

  it('is refused if identifying numbers were rounded', async () => {
    const refused = await read(`card,employee number,person\n${one},1.02E+05,jjansen\n1.2E+31,7,jjansen\n${two},8.0,10231.0\n`);
    expect(refused.ok ? [] : refused.error.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, 'employee number', 'rounded-number'],
      [3, 'card', 'rounded-number'],
      [4, 'employee number', 'rounded-number'],
      [4, 'person', 'rounded-number'],
    ]);
  });
});

describe('a valid prepared file', () => {
  it.each<[string, string, object[]]>([
    [
      'card and request',
      `card,request\n{${one.toUpperCase()}},${requestA.replaceAll('-', '')}`,
      [{ line: 2, card: `{${one.toUpperCase()}}`, requestId: requestA, person: [], template: null }],
    ],
    [
      'card, person and template, by semicolons',
      `Card ID;Person;Profile template\n${one};jjansen;Smart Card Logon`,
      [{ requestId: null, person: [{ by: 'any', value: 'jjansen' }], template: 'Smart Card Logon' }],
    ],
    [
      'Dutch, with tabs',
      `kaart-id\tgebruikersnaam\tnaam\n${one}\tjjansen\tJan Jansen`,
      [
        {
          person: [
            { by: 'account', value: 'jjansen' },
            { by: 'name', value: 'Jan Jansen' },
          ],
        },
      ],
    ],
    ['German', `Karte;Personalnummer\n${one};4711`, [{ person: [{ by: 'employeeId', value: '4711' }] }]],
    ['German, with a request', `Karte;Anforderung\n${one};${two}`, [{ requestId: two }]],
    ['French', `carte;id utilisateur\n${one};{${two}}`, [{ person: [{ by: 'userId', value: `{${two}}` }] }]],
    ['unknown columns, and empty lines', `no,card,remark,account\n1,${one},blue,a\n,,,\n2,${two},,b`, [{ line: 2 }, { line: 4 }]],
    [
      'two people of one name with different templates',
      `card,name,template\n${one},Jan Jansen,A\n${two},Jan Jansen,B`,
      [{ template: 'A' }, { template: 'B' }],
    ],
  ])('%s', async (_what, text, views) => {
    const assignments = await read(text);
    expect(assignments.ok ? assignments.value.map(({ view }) => view) : assignments.error).toMatchObject(views);
  });

  it('has the same digest in every format, and another once a line changes', async () => {
    const digest = async (text: string): Promise<string> => {
      const assignments = await read(text);
      return assignments.ok ? digestOf(assignments.value) : 'wrong';
    };
    const first = await digest(`card,account\n${one},a`);
    expect(await digest(`Kaart;Account\r\n${one};a\r\n`)).toBe(first);
    expect(await digest(`card,account\n${one},b`)).not.toBe(first);
  });
});

describe('an invalid prepared file, by line', () => {
  const problem = (line: number, code: PreparedProblem['code'], value = '', column: string | null = null): PreparedProblem => ({
    line,
    column,
    code,
    value,
  });
  it.each<[string, string, PreparedProblem[]]>([
    ['no column for a card', `chip,request\n${one},${requestA}`, [problem(1, 'no-card-column', 'chip · request')]],
    [
      'two columns for a card',
      `card,card id,request\n${one},${one},${requestA}`,
      [problem(1, 'no-card-column', 'card · card id · request')],
    ],
    ['no column for a request or a person', `card,template\n${one},A`, [problem(1, 'no-target-column', 'card · template')]],
    ['a header alone', 'card,request\n', [problem(0, 'empty-file')]],
    ['a line without a card', `card,request\n,${requestA}`, [problem(2, 'empty-id', '', 'card')]],
    ['an invalid card id', `card,request\ncard 12,${requestA}`, [problem(2, 'bad-id', 'card 12', 'card')]],
    ['the id of an uninitialized card', `card,request\n${'0'.repeat(32)},${requestA}`, [problem(2, 'blank-id', '0'.repeat(32), 'card')]],
    ['an invalid request id', `card,request\n${one},12345`, [problem(2, 'bad-value', '12345', 'request')]],
    ['an invalid user id', `card,user id\n${one},jjansen`, [problem(2, 'bad-value', 'jjansen', 'user id')]],
    ['a line for no one', `card,request,account\n${one},,`, [problem(2, 'no-target')]],
    [
      'the same card twice, written differently',
      `card,account\n${one},a\n${cardOf(1).raw.toUpperCase()},b`,
      [problem(3, 'duplicate-in-file', '2', 'card')],
    ],
    [
      'the same request twice',
      `card,request\n${one},${requestA}\n${two},{${requestA.toUpperCase()}}`,
      [problem(3, 'duplicate-request', '2')],
    ],
    ['the same person twice', `card,account\n${one},JJansen\n${two},jjansen `, [problem(3, 'duplicate-request', '2')]],
    [
      'a malformed line, reported in the order of the lines',
      `card,account\n${one},a\n${two}\n${three},b,c\nx,d`,
      [problem(3, 'too-few-cells', '1'), problem(4, 'too-many-cells', '3'), problem(5, 'bad-id', 'x', 'card')],
    ],
  ])('%s', async (_what, text, problems) => {
    expect(await read(text)).toEqual({ ok: false, error: problems });
  });

  it('reports at most the first hundred problems', async () => {
    const assignments = await read(`card,account\n${Array.from({ length: 500 }, (_, index) => `no card ${String(index)},a`).join('\n')}`);
    expect(assignments.ok ? [] : assignments.error).toHaveLength(100);
    expect(assignments.ok ? null : assignments.error[0]).toMatchObject({ line: 2 });
  });
});
