import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AtrList, atrListFiles } from './catalogue-list.js';

function listOf(text: string): AtrList {
  const list = new AtrList();
  for (const line of text.split('\n')) list.add(line);
  return list;
}

describe('AtrList', () => {
  const list = listOf(
    [
      '# a comment',
      '',
      '3B 02 14 50',
      '\tFirst card',
      '\thttps://cards.example/first',
      '',
      '3b 02 14 ..',
      '\tAny of the family',
      '',
      '3B 02 1[4,5] 5[0-1]',
      '\tOne of four',
      '3B 05.*',
      '\tThe longer the better',
      '3B 02 14 50',
      '\tFirst card, again',
    ].join('\n'),
  );

  it('finds an exact ATR first, then patterns', () => {
    expect(list.find('3b021450')).toEqual(['First card', 'First card, again', 'Any of the family', 'One of four']);
  });

  it.each([
    ['3b0214ff', ['Any of the family']],
    ['3b021551', ['One of four']],
    ['3b021652', []],
    ['3b0500112233', ['The longer the better']],
    ['3b02145000', []],
    ['', []],
  ])('finds for %s: %j', (atr, names) => {
    expect(list.find(atr)).toEqual(names);
  });

  it.each([
    ['an expression that could take forever', '3B(.*)*(.*)*X'],
    ['two wildcards in a row', '3B.*00.*'],
    ['a reversed range', '3B [9-0]0'],
    ['an unclosed bracket', '3B 0[1'],
    ['words', 'Your card'],
  ])('ignores an entry with %s', (_, line) => {
    const odd = listOf(`${line}\n\tnobody`);
    for (const atr of ['3b', '3b00', '3b01', '3b000000']) expect(odd.find(atr)).toEqual([]);
  });

  it('ignores names without an entry', () => {
    expect(listOf('\tlost\n3B 00\n\n\tlost too').find('3b00')).toEqual([]);
  });
});

describe('atrListFiles', () => {
  it("starts with the user's own copy", () => {
    expect(atrListFiles('linux', {}, '/home/desk')).toEqual([
      join('/home/desk/.cache/smartcard_list.txt'),
      join('/home/desk/.smartcard_list.txt'),
      join('/usr/local/pcsc/smartcard_list.txt'),
      join('/usr/share/pcsc/smartcard_list.txt'),
      join('/usr/local/share/pcsc/smartcard_list.txt'),
    ]);
    expect(atrListFiles('linux', { XDG_CACHE_HOME: '/cache' }, '/home/desk')[0]).toBe(join('/cache/smartcard_list.txt'));
  });

  it("returns each platform's usual folders", () => {
    expect(atrListFiles('darwin', {}, '/Users/desk')).toContain(join('/opt/homebrew/share/pcsc/smartcard_list.txt'));
    expect(atrListFiles('win32', { ProgramData: 'E:\\mine' }, '/Users/desk')).toEqual(['C:\\ProgramData\\pcsc\\smartcard_list.txt']);
  });
});
