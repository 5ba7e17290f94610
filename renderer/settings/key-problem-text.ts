import type { TFunction } from 'i18next';
import { assertNever } from '../../shared/assert-never.js';
import type { KeyProblem, SettingProblem } from '../../shared/settings-draft.js';

/** Returns what is wrong with a setting, and how to fix it. */
export function keyProblemText(t: TFunction, { item, problem }: Pick<KeyProblem, 'item' | 'problem'>): string {
  const said = sayProblem(t, problem);
  return item === null || item === '' ? said : t('setup.problems.at', { item, problem: said });
}

function sayProblem(t: TFunction, problem: SettingProblem): string {
  switch (problem.code) {
    case 'unknown-key':
    case 'locked':
    case 'missing':
    case 'empty':
      return t(`setup.problems.${problem.code}`);
    case 'wrong-kind':
      return t(`setup.problems.wrong-kind.${problem.expected === 'number' || problem.expected === 'int' ? problem.expected : 'other'}`);
    case 'not-an-option':
      return t('setup.problems.not-an-option', { options: problem.options.join(', ') });
    case 'too-small':
      return t(`setup.problems.too-small.${problem.inclusive ? 'inclusive' : 'exclusive'}`, { minimum: String(problem.minimum) });
    case 'too-big':
      return t('setup.problems.too-big', { maximum: String(problem.maximum) });
    case 'pin-length':
      return t('setup.problems.pin-length', { shortest: String(problem.shortest), longest: String(problem.longest) });
    case 'format':
      return t(`setup.problems.format.${problem.format}`);
    case 'other':
      return t('setup.problems.other', { detail: problem.detail });
    default:
      return assertNever(problem);
  }
}
