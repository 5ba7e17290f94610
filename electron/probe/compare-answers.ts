import { JSON_TYPE } from '../cm/answer-errors.js';
import { requestStatuses } from '../cm/schemas.js';
import { documentedSchemes, documentedStatus } from './documented.js';
import { formatCounts, type Comparison } from './comparison.js';
import type { ProbeFindings, ProbeAnswer } from './run-probe.js';
import { mayShowName } from './shown-names.js';

/** Headers that other services use for paging, rate limits or tags. None are documented. */
const undocumentedHeaders: readonly (readonly [what: string, name: RegExp])[] = [
  ['paging', /^(?:link|content-range|x-pagination|x-total-count|x-next-page|x-continuation)/],
  ['an ETag', /^etag$/],
  ['a rate limit', /^(?:retry-after|x-?ratelimit|ratelimit)/],
];

/** Compares the answers with the documentation: status, type, form, sign-in, and what it leaves open. */
export function compareAnswers(findings: ProbeFindings): Comparison[] {
  const { answers } = findings;
  const signedIn = answers.slice(1);
  return [
    ...answers.slice(0, 1).map(signInLine),
    ...signedIn.flatMap((answer) => answerLines(answer, findings)),
    ...statusLines(findings),
    ...undocumentedHeaders.map(([what, name]) => headerLine(what, name, answers)),
    clockLine(answers),
    cardIdLine(findings),
    ...(['request', 'smartcard'] as const).map((kind) => rightObjectLine(kind, findings.rightObject[kind])),
    ...errorLines(findings),
  ];
}

function signInLine({ name, status, headers, error }: ProbeAnswer): Comparison {
  const line = { where: name, documented: `401 with ${documentedSchemes.join(' or ')}, or the sign-in page of AD FS` };
  const schemes = headers?.schemes ?? [];
  const offered = [...schemes, ...(headers?.otherSchemes ? [`${String(headers.otherSchemes)} of another name`] : [])];
  if (error === null) return { ...line, found: `${String(status)}: answers without asking who calls`, verdict: 'different' };
  if (error.code !== 'not-signed-in') return { ...line, ...failureOf(status, headers?.type ?? null, error.code) };
  if (status !== 401) return { ...line, found: 'a redirect, or a page: a sign-in page', verdict: 'as documented' };
  const isDocumented = schemes.some((scheme) => documentedSchemes.includes(scheme));
  return {
    ...line,
    found: `401, offers ${offered.length === 0 ? 'nothing' : offered.join(', ')}`,
    verdict: isDocumented ? 'as documented' : 'different',
  };
}

/** Returns status and type of an answer, and the form of its objects. */
function answerLines(answer: ProbeAnswer, { wrappers }: ProbeFindings): Comparison[] {
  const { name, status, headers, error, kind, objects, shape } = answer;
  const type = headers?.type ?? null;
  // A call for a missing object shows how the server reports that.
  if (kind === null) {
    const line = { where: name, documented: 'the pages do not say how “there is none” is told' };
    if (error === null) return [{ ...line, found: `${String(status)}, ${contentOf(answer)}`, verdict: 'silent' }];
    const { found, verdict } = failureOf(status, type, error.code);
    return [{ ...line, found, verdict: verdict === 'not seen' ? verdict : 'silent' }];
  }
  if (error !== null) {
    return [{ where: name, documented: '200 or 204, application/json', ...failureOf(status, type, error.code) }];
  }
  const isJson = status === 204 || (type !== null && JSON_TYPE.test(type));
  const status200: Comparison = {
    where: name,
    documented: '200 or 204, application/json',
    found: `${String(status)}, ${type ?? 'no type'}`,
    verdict: isJson ? 'as documented' : 'different',
  };
  const isOwnForm = objects.wrappedIn === null && objects.others === 0;
  const inFields = [...wrappers.fields.keys()].filter(mayShowName);
  const wrapper = objects.wrappedIn === null ? '' : ` in an object with ${wordsOf(inFields, wrappers.fields.size)}`;
  return [
    status200,
    {
      where: `${name}, form`,
      documented: 'a list of objects, or one object; no paging',
      found: `${contentOf(answer)}${wrapper}${shape === 'nothing' || status === 204 ? ' (empty)' : ''}`,
      verdict: isOwnForm ? 'as documented' : 'different',
    },
  ];
}

function wordsOf(shown: readonly string[], all: number): string {
  const others = all - shown.length;
  return `${shown.length === 0 ? 'fields' : `the fields ${shown.join(', ')}`}${others === 0 ? '' : ` and ${String(others)} whose names are not told`}`;
}

function contentOf({ shape, objects, status }: ProbeAnswer): string {
  const others = objects.others === 0 ? '' : ` and ${String(objects.others)} elements that are no objects`;
  if (shape === 'list' || objects.wrappedIn !== null) return `a list of ${String(objects.objects)} objects${others}`;
  if (status === 204 || shape === 'nothing' || (objects.objects === 0 && objects.others === 0)) return 'nothing';
  return objects.objects === 1 ? 'one object' : 'a value that is no object';
}

function failureOf(status: number | null, type: string | null, code: string): Pick<Comparison, 'found' | 'verdict'> {
  const isUnanswered = status === null && (code === 'network' || code === 'timeout');
  return {
    found: `${status === null ? 'no status' : String(status)}, ${type ?? 'no type'} (${code})`,
    verdict: isUnanswered ? 'not seen' : 'different',
  };
}

/** Compares the status numbers of requests by the queried status; two are documented. */
function statusLines({ answers, counts }: ProbeFindings): Comparison[] {
  return requestStatuses.flatMap((word): Comparison[] => {
    const number = documentedStatus[word];
    const line = {
      where: `request.Status of status=${word}`,
      documented: number === undefined ? 'the pages do not say' : `${String(number)} in the examples`,
    };
    if (!answers.some(({ name, error }) => name.endsWith(`status=${word}`) && error === null)) return [];
    const seen = new Map<number | string, number>();
    for (const { asked, status, requests } of counts.rows) {
      const shown = status ?? 'no number up to 999';
      if (asked === word) seen.set(shown, (seen.get(shown) ?? 0) + requests);
    }
    if (seen.size === 0) return [{ ...line, found: 'no such request came', verdict: 'not seen' }];
    const verdict = number === undefined ? 'silent' : seen.size === 1 && seen.has(number) ? 'as documented' : 'different';
    return [{ ...line, found: formatCounts(seen), verdict }];
  });
}

function headerLine(what: string, name: RegExp, answers: readonly ProbeAnswer[]): Comparison {
  const found = new Set(answers.flatMap(({ headers }) => (headers?.names ?? []).flatMap((header) => name.exec(header)?.[0] ?? [])));
  // The rest of a header's name is the server's own and is not shown.
  return {
    where: `headers: ${what}`,
    documented: 'none',
    found: found.size === 0 ? 'none' : [...found].join(', '),
    verdict: found.size === 0 ? 'as documented' : 'different',
  };
}

function clockLine(answers: readonly ProbeAnswer[]): Comparison {
  const ahead = answers.flatMap(({ headers }) => (headers === null || headers.clockAheadS === null ? [] : [headers.clockAheadS]));
  const line = { where: 'clock of the server', documented: 'nothing' };
  if (ahead.length === 0) return { ...line, found: 'no Date header came', verdict: 'silent' };
  return { ...line, found: `${String(Math.min(...ahead))} to ${String(Math.max(...ahead))} s ahead of this computer`, verdict: 'silent' };
}

function cardIdLine({ cardIdFinds }: ProbeFindings): Comparison {
  const line = { where: 'GET /smartcards?cardid=', documented: 'the table says the smartcard’s uuid, the example uses the card id' };
  if (cardIdFinds === null) return { ...line, found: 'there was no card to ask for', verdict: 'not seen' };
  const { byCardId, bySmartcardUuid } = cardIdFinds;
  return {
    ...line,
    found: `the card id ${byCardId ? 'finds the card' : 'finds nothing'}, the smartcard’s uuid ${bySmartcardUuid ? 'finds the card' : 'finds nothing'}`,
    verdict: 'silent',
  };
}

function rightObjectLine(kind: 'request' | 'smartcard', isRight: boolean | null): Comparison {
  const line = { where: `GET /${kind}s/{id}, which`, documented: 'the one object with this Uuid' };
  if (isRight === null) return { ...line, found: 'none was read', verdict: 'not seen' };
  return { ...line, found: isRight ? 'that one' : 'another, or one without its Uuid', verdict: isRight ? 'as documented' : 'different' };
}

/** Error bodies are not documented, so their fields are reported. A 401 comes from the web server, not the API. */
function errorLines({ answers, errors }: ProbeFindings): Comparison[] {
  const failed = answers.filter(({ error }) => error !== null && 'status' in error && error.status >= 400 && error.status !== 401);
  if (failed.length === 0) return [];
  const types = new Map<string, number>();
  for (const { headers } of failed) {
    const type = headers?.type ?? 'no type';
    types.set(type, (types.get(type) ?? 0) + 1);
  }
  const isJson = failed.every(({ headers, bytes }) => bytes === 0 || JSON_TYPE.test(headers?.type ?? ''));
  const shown = [...errors.fields.keys()].filter(mayShowName);
  return [
    {
      where: 'errors, type',
      documented: 'application/json, always',
      found: formatCounts(types),
      verdict: isJson ? 'as documented' : 'different',
    },
    {
      where: 'errors, body',
      documented: 'the pages do not say',
      found: errors.objects === 0 ? 'no JSON object' : `an object with ${wordsOf(shown, errors.fields.size)}`,
      verdict: 'silent',
    },
  ];
}
