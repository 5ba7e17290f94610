import { compareAnswers } from './compare-answers.js';
import { compareObjects } from './compare-objects.js';
import { documented, kinds, type DocumentedField } from './documented.js';
import type { Comparison, ComparisonVerdict } from './comparison.js';
import type { ProbeFindings, ProbeAnswer } from './run-probe.js';
import { mayShowName } from './shown-names.js';

export interface ProbeFileFacts {
  readonly findings: ProbeFindings;
  readonly version: string;
  /** Whether the training service answered. */
  readonly isTraining: boolean;
  readonly madeAt: string;
}

/** The support file, and its number of lines by verdict. */
export interface ProbeFile {
  readonly text: string;
  readonly lines: Readonly<Record<ComparisonVerdict, number>>;
}

/** Headers that may be named. Others must consist of technical words: a header about the caller would be in all answers. */
const commonHeaders: ReadonlySet<string> = new Set([
  ...['accept-ranges', 'age', 'allow', 'alt-svc', 'cache-control', 'connection', 'content-encoding', 'content-language', 'content-length'],
  ...['content-security-policy', 'content-type', 'date', 'etag', 'expires', 'keep-alive', 'last-modified', 'link', 'location', 'p3p'],
  ...['persistent-auth', 'pragma', 'proxy-support', 'referrer-policy', 'request-id', 'server', 'set-cookie', 'strict-transport-security'],
  ...[
    'transfer-encoding',
    'vary',
    'via',
    'warning',
    'www-authenticate',
    'x-aspnet-version',
    'x-aspnetmvc-version',
    'x-content-type-options',
  ],
  ...['x-frame-options', 'x-powered-by', 'x-ua-compatible', 'x-xss-protection'],
]);
const MOST_HEADERS = 40;

const sections: readonly (readonly [verdict: ComparisonVerdict, title: string, explained: string])[] = [
  ['different', 'Different from the pages', 'What the station may read wrongly here.'],
  ['silent', 'The pages say nothing', 'How it is at this server.'],
  ['as documented', 'As documented', ''],
  ['not seen', 'Not seen', 'No answer showed it.'],
];

/** Returns the findings as Markdown. All its texts are constants, numbers, documented names, or names that {@link mayShowName} allows. */
export function probeFile({ findings, version, isTraining, madeAt }: ProbeFileFacts): ProbeFile {
  const all = [...compareAnswers(findings), ...compareObjects(findings.shapes)];
  const of = (verdict: ComparisonVerdict): Comparison[] => all.filter((line) => line.verdict === verdict);
  const lines: ProbeFile['lines'] = {
    'as documented': of('as documented').length,
    different: of('different').length,
    silent: of('silent').length,
    'not seen': of('not seen').length,
  };
  const text = [
    '# How this CM service answers',
    `Card Desk ${version}, ${madeAt}. The station read the service by GET calls and changed nothing. Its answers are held against Microsoft’s pages of the CM REST API.`,
    ...(isTraining ? ['The station was in training mode: this is its own training service, and says nothing about a site.'] : []),
    'This file holds the names of fields and headers, what values look like, and counts. It holds no id, no name, no text of an answer, and not the address of the service.',
    `${String(lines.different)} lines are different, ${String(lines.silent)} say what the pages leave open, ${String(lines['as documented'])} are as documented, ${String(lines['not seen'])} were not seen.`,
    ...sections.flatMap(([verdict, title, explained]) => lineSection(title, explained, of(verdict))),
    '## Requests by their numbers',
    table(
      [
        'asked for',
        'Status',
        'RequestType',
        'requests',
        'for an agent',
        'for a smartcard',
        'new card',
        'old card',
        'virtual card',
        'template not listed',
      ],
      findings.counts.rows.map((row) => [
        row.asked,
        row.status ?? 'another',
        row.type ?? 'another',
        row.requests,
        row.agent,
        row.smartcard,
        row.newCard,
        row.oldCard,
        row.virtual,
        row.unknownTemplate,
      ]),
    ),
    ...(findings.counts.beyond === 0 ? [] : [`${String(findings.counts.beyond)} further requests have numbers of their own.`]),
    '## Answers',
    table(
      ['call', 'status', 'type', 'objects', 'bytes', 'ms', 'failed with'],
      findings.answers.map(({ name, status, headers, objects, bytes, ms, error }) => [
        name,
        status ?? '-',
        headers?.type ?? '-',
        objects.objects,
        bytes,
        ms,
        error === null ? '-' : error.code === 'network' ? `network, ${error.layer}` : error.code,
      ]),
    ),
    ...findings.notAsked.map(({ name, reason }) => `Not asked: ${name}, since ${reason}.`),
    '## Headers',
    headerText(findings.answers),
    '## Longest texts, in characters',
    table(
      ['field', 'longest'],
      kinds.flatMap((kind) =>
        Object.entries<DocumentedField>(documented[kind]).flatMap(([name, { forms }]) => {
          const longest = findings.shapes[kind].fields.get(name)?.longest ?? 0;
          return longest === 0 || !forms.includes('text') ? [] : [[`${kind}.${name}`, longest] as const];
        }),
      ),
    ),
  ].join('\n\n');
  return { text: `${text}\n`, lines };
}

function lineSection(title: string, explained: string, lines: readonly Comparison[]): string[] {
  return [
    `## ${title}`,
    ...(explained === '' ? [] : [explained]),
    table(
      ['what', 'the pages', 'here'],
      lines.map(({ where, documented: pages, found }) => [where, pages, found]),
    ),
  ];
}

function headerText(answers: readonly ProbeAnswer[]): string {
  const seen = new Map<string, number>();
  for (const { headers } of answers) for (const name of headers?.names ?? []) seen.set(name, (seen.get(name) ?? 0) + 1);
  const shown = [...seen].filter(([name]) => commonHeaders.has(name) || mayShowName(name)).slice(0, MOST_HEADERS);
  const others = seen.size - shown.length;
  const servers = new Set(answers.flatMap(({ headers }) => headers?.server ?? []));
  return [
    shown.length === 0 ? 'None.' : `${shown.map(([name, count]) => `${name} (${String(count)})`).join(', ')}.`,
    ...(others === 0 ? [] : [`${String(others)} others, whose names may hold data and are not told.`]),
    ...(servers.size === 0 ? [] : [`Server: ${[...servers].join(', ')}.`]),
  ].join(' ');
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return 'None.';
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
