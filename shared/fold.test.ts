import { describe, expect, it } from 'vitest';
import { fold, foldedWords, foldForSearch } from './fold.js';

/** Returns whether a search for the query finds the name. */
const finds = (query: string, name: string): boolean => foldedWords(query).every((word) => foldForSearch(name).includes(word));

describe('a name', () => {
  it.each([
    ['Emre Yıldız', ['yildiz', 'YILDIZ', 'Yıldız', 'yıldız', 'YİLDİZ']],
    ['Ebru Kılıç', ['kilic', 'KILIÇ', 'KILIC', 'kılıç']],
    ['İlker Şahin', ['ilker', 'İLKER', 'sahin', 'ŞAHİN']],
    ['Lars Næss', ['naess', 'NAESS', 'Næss', 'NÆSS']],
    ['Þór Sigurðsson', ['thor', 'sigurdsson', 'Þór', 'THOR']],
    ['Jürgen Müller', ['muller', 'mueller', 'MÜLLER', 'Juergen']],
    ['Åse Bjørnstad', ['ase', 'aase', 'bjornstad', 'bjoernstad']],
    ['Hans Weiß', ['weiss', 'WEISS', 'weiß', 'WEIẞ']],
    ['Łukasz Wałęsa', ['lukasz walesa', 'ŁUKASZ']],
    ['Đorđe Ħaż-Żebbuġ', ['dorde', 'haz-zebbug']],
    ['Œuvrard', ['oeuvrard', 'OEUVRARD']],
    ['Siobhán O’Neill', ["o'neill", 'oneill', 'O`Neill', 'O´NEILL', 'oʼneill']],
    ['Jean‑Pierre D‘Arc', ['jean-pierre', 'jean–pierre', "d'arc"]],
    ['Nguyễn Văn Đức', ['nguyen van duc']],
    ['Jo\u00adhanna \u200eBerg', ['johanna berg']],
    ['Ｊａｎｓｅｎ', ['jansen']],
    ['ﬁsher', ['fisher']],
    ['Ιωάννης Παπαδόπουλος', ['ιωαννης', 'ΠΑΠΑΔΌΠΟΥΛΟΣ'.slice(0, 11)]],
    ['Юрий Йовович', ['юрии', 'ЙОВОВИЧ']],
  ])('%s is found by %j', (name, queries) => {
    expect(queries.filter((query) => !finds(query, name))).toEqual([]);
  });

  it('is not found by a different query', () => {
    expect(finds('yildirim', 'Emre Yıldız')).toBe(false);
    expect(finds('mueller', 'Jan Muller')).toBe(false);
  });
});

it('folding folded text changes nothing', () => {
  for (const text of ['Þór Næss', 'O’Neill – Müller', 'İIıi', 'ŉ ĸ ﬀ Ǆ']) expect(fold(fold(text))).toBe(fold(text));
});
