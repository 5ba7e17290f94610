import { createHash } from 'node:crypto';
import type { PreparedLine, PersonPart, PreparedProblem } from '../../shared/prepared.js';
import { MAX_VALUE_LENGTH } from '../../shared/tables.js';
import { fail, ok, type Result } from '../../shared/result.js';
import { isBlankId, readCardId } from '../cards/written-card-id.js';
import { Yielder } from '../core/yielding.js';
import { cellProblem, type ColumnContent } from '../tables/cell-doubt.js';
import { matchColumns, namesOf, type Columns, type KnownNames } from '../tables/match-columns.js';
import { MOST_PROBLEMS, usualLimits, type Table, type TableLimits, type TableRow } from '../tables/table.js';
import { asGuid, parsedLine, normalizeText, type ParsedLine } from './parsed-line.js';

/** Size limits of a prepared file: a few days' cards of a large office. */
export const preparedLimits: TableLimits = { ...usualLimits, fileBytes: 8 * 1024 * 1024, unpackedBytes: 64 * 1024 * 1024, rows: 20_000 };

const personColumns = ['userId', 'account', 'employeeId', 'name', 'any'] as const satisfies readonly PersonPart['by'][];
const fields = ['card', 'request', ...personColumns, 'template'] as const;
type Field = (typeof fields)[number];

/** Accepted column names; case, accents, spaces and punctuation are ignored. */
const knownNames: KnownNames<Field> = {
  card: ['card', 'card id', 'card guid', 'kaart', 'kaart-id', 'Karte', 'Karten-ID', 'carte', 'id de carte', 'identifiant de carte'],
  request: [
    'request',
    'request id',
    'aanvraag',
    'aanvraag-id',
    'Anforderung',
    'Anforderungs-ID',
    'Antrag',
    'Antrags-ID',
    'demande',
    'id de demande',
  ],
  userId: ['user id', 'user guid', 'objectGUID', 'gebruikers-id', 'Benutzer-ID', 'id utilisateur'],
  account: [
    'account',
    'user',
    'user name',
    'login',
    'sAMAccountName',
    'userPrincipalName',
    'gebruiker',
    'gebruikersnaam',
    'Benutzer',
    'Benutzername',
    'Konto',
    'compte',
    'utilisateur',
  ],
  employeeId: ['employee number', 'employee id', 'personeelsnummer', 'Personalnummer', 'matricule'],
  name: ['name', 'full name', 'display name', 'naam', 'volledige naam', 'vollständiger Name', 'nom', 'nom complet'],
  any: ['person', 'for', 'holder', 'persoon', 'voor', 'houder', 'für', 'Inhaber', 'personne', 'pour', 'titulaire'],
  template: ['template', 'profile template', 'sjabloon', 'profielsjabloon', 'Vorlage', 'Profilvorlage', 'modèle', 'modèle de profil'],
};

/** All accepted column names. */
export const preparedColumnNames = namesOf(knownNames);

const CONTENT: Readonly<Record<Field, ColumnContent>> = {
  card: 'card-id',
  request: 'card-id',
  userId: 'card-id',
  account: 'identifier',
  employeeId: 'identifier',
  name: 'text',
  any: 'identifier',
  template: 'text',
};

/**
 * Parses a table into prepared lines: all of them, or the problems by line.
 * @param file the name without its folder
 */
export async function readPreparedLines(file: string, table: Table): Promise<Result<readonly ParsedLine[], readonly PreparedProblem[]>> {
  const columns = matchColumns(table.header, knownNames, fields);
  const reader = new PreparedLineReader(file, table, columns);
  if (columns.card === null) return fail([reader.problem(table.headerLine, null, 'no-card-column', table.header.join(' · '))]);
  if (columns.request === null && personColumns.every((column) => columns[column] === null)) {
    return fail([reader.problem(table.headerLine, null, 'no-target-column', table.header.join(' · '))]);
  }
  const turns = new Yielder();
  for (const row of table.rows) {
    reader.take(row);
    await turns.yieldIfDue();
  }
  return reader.finish();
}

/** Returns a digest that is equal for files with equal content, whatever their format. */
export async function digestOf(assignments: readonly ParsedLine[]): Promise<string> {
  const hash = createHash('sha256');
  const turns = new Yielder();
  for (const { view } of assignments) {
    hash.update(JSON.stringify([view.line, view.card, view.requestId, view.person, view.template]));
    await turns.yieldIfDue();
  }
  return hash.digest('hex');
}

/** Parses the rows of a table one by one. */
class PreparedLineReader {
  readonly #assignments: ParsedLine[] = [];
  readonly #problems: PreparedProblem[];
  /** The line number of each card and target. */
  readonly #lineOfCard = new Map<string, number>();
  readonly #lineOfTarget = new Map<string, number>();

  constructor(
    private readonly file: string,
    private readonly table: Table,
    private readonly columns: Columns<Field>,
  ) {
    this.#problems = [...table.problems];
  }

  take(row: TableRow): void {
    const { line, cells } = row;
    const doubtful = fields.flatMap((field) => {
      const column = this.columns[field];
      const problem = column === null ? null : cellProblem(row, column, CONTENT[field]);
      return problem === null ? [] : [{ field, ...problem }];
    });
    if (doubtful.length > 0) {
      for (const { field, code, value } of doubtful) this.#object(line, field, code, value);
      return;
    }
    const cell = (field: Field): string => cells[this.columns[field] ?? -1] ?? '';
    const card = cell('card');
    const cardId = readCardId(card);
    if (cardId === null) {
      this.#object(line, 'card', card === '' ? 'empty-id' : 'bad-id', card);
      return;
    }
    if (isBlankId(cardId)) this.#object(line, 'card', 'blank-id', card);
    const requestId = asGuid(cell('request'));
    if (cell('request') !== '' && requestId === null) this.#object(line, 'request', 'bad-value', cell('request'));
    if (cell('userId') !== '' && asGuid(cell('userId')) === null) this.#object(line, 'userId', 'bad-value', cell('userId'));
    const person = personColumns.flatMap((by): PersonPart[] => (cell(by) === '' ? [] : [{ by, value: cell(by) }]));
    const template = cell('template') === '' ? null : cell('template');
    const assignment = parsedLine({ file: this.file, line, card, requestId, person, template }, cardId);
    this.#once(this.#lineOfCard, assignment.cardKey, line, 'card', 'duplicate-in-file');
    if (cell('request') === '' && person.length === 0) this.#object(line, null, 'no-target', '');
    else this.#once(this.#lineOfTarget, targetKey({ requestId, person, template }), line, null, 'duplicate-request');
    this.#assignments.push(assignment);
  }

  finish(): Result<readonly ParsedLine[], readonly PreparedProblem[]> {
    if (this.#assignments.length === 0 && this.#problems.length === 0) this.#object(0, null, 'empty-file', '');
    if (this.#problems.length === 0) return ok(this.#assignments);
    return fail(this.#problems.sort((one, other) => one.line - other.line).slice(0, MOST_PROBLEMS));
  }

  /** Returns a problem with its texts shortened for display. */
  problem(line: number, field: Field | null, code: PreparedProblem['code'], value: string): PreparedProblem {
    const column = field === null ? null : (this.table.header[this.columns[field] ?? -1] ?? null);
    return { line, column: column?.slice(0, MAX_VALUE_LENGTH) ?? null, code, value: value.slice(0, MAX_VALUE_LENGTH) };
  }

  #object(...problem: Parameters<PreparedLineReader['problem']>): void {
    if (this.#problems.length < MOST_PROBLEMS * 2) this.#problems.push(this.problem(...problem));
  }

  #once(lines: Map<string, number>, key: string, line: number, field: Field | null, code: PreparedProblem['code']): void {
    const before = lines.get(key);
    if (before === undefined) lines.set(key, line);
    else this.#object(line, field, code, String(before));
  }
}

/** Returns a key that is equal for lines about the same request, as far as the list is not needed. */
export function targetKey({ requestId, person, template }: Pick<PreparedLine, 'requestId' | 'person' | 'template'>): string {
  if (requestId !== null) return `request ${requestId}`;
  const parts = person.map(({ by, value }) => `${by} ${normalizeText(value)}`);
  return [...parts, `template ${normalizeText(template ?? '')}`].join('\n');
}
