import type { TFunction } from 'i18next';
import { assertNever } from '../../shared/assert-never.js';
import {
  preparedGroupOf,
  type PreparedLine,
  type LineRef,
  type PreparedOutcome,
  type PreparedProblem,
  type ServerVerdict,
} from '../../shared/prepared.js';
import { tableProblemCodes, type TableProblemCode } from '../../shared/tables.js';
import { personName, templateName } from '../bindings/person.js';
import type { Formats } from '../i18n/format.js';
import { cmErrorText } from '../i18n/sentences.js';
import { tableProblemText } from '../i18n/table-problem-text.js';

/** Returns the file and line number of a line. */
export function lineRefText(t: TFunction, { file, line }: LineRef): string {
  return t('prepared.source', { file, line: String(line) });
}

/** Returns the outcome of a line, and what to do about it. */
export function preparedOutcomeText(t: TFunction, outcome: PreparedOutcome, { time }: Pick<Formats, 'time'>): string {
  switch (outcome.outcome) {
    case 'done':
    case 'under-way':
      return t(`prepared.says.${outcome.outcome}`, { name: personName(t, outcome.bound.person), at: time(outcome.bound.at) });
    case 'already-bound': {
      const { person, cardId, at } = outcome.bound;
      const facts = { name: personName(t, person), at: time(at) };
      return outcome.what === 'card'
        ? t('prepared.says.already-bound-card', facts)
        : t('prepared.says.already-bound-request', { ...facts, card: cardId });
    }
    case 'several-requests':
      return t('prepared.says.several-requests', { name: personName(t, outcome.person), count: outcome.count });
    case 'person-ambiguous':
      return t('prepared.says.person-ambiguous', { count: outcome.count });
    case 'person-differs':
      return t('prepared.says.person-differs', { name: personName(t, outcome.request.person) });
    case 'template-differs':
      return t('prepared.says.template-differs', {
        name: personName(t, outcome.request.person),
        template: templateName(t, outcome.request),
      });
    case 'contested':
      return t('prepared.says.contested', {
        name: personName(t, outcome.request.person),
        others: outcome.others.map((other) => lineRefText(t, other)).join(t('punctuation.separator')),
      });
    case 'request':
    case 'request-gone':
    case 'no-request':
    case 'person-unknown':
    case 'list-unknown':
      return t(`prepared.says.${outcome.outcome}`);
    default:
      return assertNever(outcome);
  }
}

/** Returns the person a line is for, if known; otherwise as the file writes it. */
export function preparedPersonText(t: TFunction, { person, requestId }: PreparedLine, outcome: PreparedOutcome): string {
  if ('request' in outcome) return personName(t, outcome.request.person);
  if ('bound' in outcome && preparedGroupOf(outcome.outcome) === 'done') return personName(t, outcome.bound.person);
  if ('person' in outcome) return personName(t, outcome.person);
  return person.length > 0 ? writtenPersonText(person) : (requestId ?? '');
}

/** Returns a person as the file writes it. */
export function writtenPersonText(person: PreparedLine['person']): string {
  return person.map(({ value }) => value).join(' · ');
}

/** Returns what the server has against a prepared card; null if nothing. */
export function serverVerdictText(t: TFunction, word: ServerVerdict): { readonly tone: 'quiet' | 'bad'; readonly text: string } | null {
  switch (word.word) {
    case 'asking':
    case 'agrees':
      return null;
    case 'silent':
      return { tone: 'quiet', text: t('prepared.server.silent', { reason: cmErrorText(t, word.error) }) };
    case 'card-known':
      return {
        tone: 'bad',
        text: t('prepared.server.card-known', { smartcardId: word.smartcardId, name: word.personName ?? t('error.somebody') }),
      };
    case 'request-objects':
      return { tone: 'bad', text: t(`prepared.server.request-objects.${word.reason}`) };
    default:
      return assertNever(word);
  }
}

/** Returns what is wrong with a file or a line of it, and where. */
export function preparedProblemText(t: TFunction, problem: PreparedProblem): { readonly where: string; readonly what: string } {
  const { code, value } = problem;
  if (isOfTables(code)) return tableProblemText(t, { ...problem, code });
  const { where } = tableProblemText(t, { ...problem, code: 'damaged' });
  return { where, what: t(`prepared.problem.${code}`, { value }) };
}

function isOfTables(code: PreparedProblem['code']): code is TableProblemCode {
  return tableProblemCodes.some((one) => one === code);
}
