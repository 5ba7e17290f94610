import { describe, expect, it } from 'vitest';
import type { SettingField, SettingKind, SettingValue } from '../../shared/settings-draft.js';
import { changeOf, pinProblem, shownText, shownValue, type Typed } from './typed.js';

const field = (kind: SettingKind, own: SettingValue | null, below: SettingValue | null): SettingField => ({
  key: 'a.key',
  kind,
  own,
  below: { value: below, origin: 'default' },
  locked: false,
});
const number: SettingKind = { kind: 'number', min: 2, above: null, max: 3600, whole: true };
const text = (written: string): Typed => ({ as: 'text', text: written });
const set = (value: SettingValue) => ({ change: 'set', key: 'a.key', value });
const reset = { change: 'reset', key: 'a.key' };

describe('typed input becomes a change', () => {
  it.each<[string, SettingField, Typed, object | null]>([
    ['a number', field(number, null, 30), text('45'), set(45)],
    ['a number with spaces and a decimal comma', field(number, null, 24), text(' 2,5 '), set(2.5)],
    ['letters in a number field go to the main process unchanged', field(number, null, 30), text('often'), set('often')],
    ['an empty number field does, too', field(number, 45, 30), text(''), set('')],
    ['the default value', field(number, null, 30), text('30'), null],
    ['the default over an own value', field(number, 45, 30), text('30'), set(30)],
    ['text', field({ kind: 'text' }, null, null), text(' https://cm.example.org '), set('https://cm.example.org')],
    ['an empty text, if there is no default', field({ kind: 'text' }, '/r.csv', null), text(''), reset],
    ['an empty text, if there was none', field({ kind: 'text' }, null, null), text(' '), null],
    [
      'a list, without empty lines',
      field({ kind: 'texts' }, null, []),
      text('a.example.org\n\n b.example.org \n'),
      set(['a.example.org', 'b.example.org']),
    ],
    ['an empty list, if that is the default', field({ kind: 'texts' }, ['a'], []), text(''), set([])],
    ['an empty list, if there is no default', field({ kind: 'texts' }, ['a'], null), text('\n'), reset],
    ['a switch', field({ kind: 'switch' }, null, false), { as: 'value', value: true }, set(true)],
    ['a switch back', field({ kind: 'switch' }, null, false), { as: 'value', value: false }, null],
    [
      'a table in another order',
      field({ kind: 'options-by-name', options: [] }, { a: ['x'], b: ['y'] }, {}),
      { as: 'value', value: { b: ['y'], a: ['x'] } },
      null,
    ],
    ['a reset', field(number, 45, 30), { as: 'reset' }, reset],
    ['a reset of nothing', field(number, null, 30), { as: 'reset' }, null],
    ['a PIN', field({ kind: 'text' }, null, null), { as: 'pin', pin: '123456', again: '123456' }, { change: 'pin', pin: '123456' }],
    ['no PIN', field({ kind: 'text' }, null, null), { as: 'pin', pin: '', again: '' }, null],
  ])('%s', (_what, of, typed, change) => {
    expect(changeOf(of, typed)).toEqual(change);
  });
});

it('shows what was typed, otherwise the saved value', () => {
  expect(shownText(field(number, 45, 30), undefined)).toBe('45');
  expect(shownText(field(number, 45, 30), text('4x'))).toBe('4x');
  expect(shownText(field(number, 45, 30), { as: 'reset' })).toBe('30');
  expect(shownText(field({ kind: 'texts' }, ['a', 'b'], []), undefined)).toBe('a\nb');
  expect(shownText({ ...field(number, 45, 30), locked: true }, undefined)).toBe('30');
  expect(shownValue(field({ kind: 'switch' }, null, false), { as: 'value', value: true })).toBe(true);
  expect(shownValue(field({ kind: 'switch' }, true, false), { as: 'reset' })).toBe(false);
});

it('requires a PIN to be typed twice', () => {
  expect(pinProblem({ as: 'pin', pin: '123456', again: '' })).toBe('once');
  expect(pinProblem({ as: 'pin', pin: '123456', again: '123' })).toBe('mismatch');
  expect(pinProblem({ as: 'pin', pin: '123456', again: '123456' })).toBeNull();
});
