import type { Person } from '../../shared/requests.js';
import { knownSmartcards, MIXED, mixedRequests, virtualTemplate } from './mixed-requests.js';
import { GIDS_ATR } from './virtual-applets.js';
import { comments, departments, firstNames, lastNames } from './population-names.js';
import { seededRandom, type SeededRandom } from './population-random.js';
import type { ServicePopulation } from './service-book.js';
import { wireDate, wireRequest, wireRequestType, wireSmartcard, wireStatus, type WireProfileTemplate } from './service-wire.js';

type KnownPerson = Extract<Person, { state: 'resolved' }>;

/** The training service's initial records, and the roster with the people's names. */
export interface Population extends ServicePopulation {
  /** Everyone with a request. */
  readonly people: readonly KnownPerson[];
  /** The roster as CSV in the published columns; a few people are missing. */
  readonly roster: string;
}

export interface PopulationOptions {
  readonly seed?: number;
  /** Number of bindable requests; a few others are added. */
  readonly size?: number;
  /** Adds requests of every other kind, cards with owners, and the strictest behavior that the pages allow: for training. */
  readonly mixed?: boolean;
  readonly now: Date;
}

/** The CM pages' own example: its ids and card, with an invented name. */
const example = {
  requestId: 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099',
  smartcardId: '17cf063d-e337-4aa9-a822-346554ddd3c9',
  submitted: '2015-07-07T23:36:21.93Z',
  /** A card and smartcard that the service knows already. */
  knownCard: {
    Uuid: '438d1b30-f3b4-4bed-85fa-285e08605ba7',
    Status: 3,
    Atr: '3b8d0180fba000000397425446590301c8',
    cardId: 'd1ef6869-5517-42a0-8f05-16ca1a0b834d',
  },
} as const;
const examplePerson: KnownPerson = {
  state: 'resolved',
  userId: '8f1590dc-d932-4b66-8e68-2e91c5880780',
  name: 'Noor van der Velden',
  account: 'nvelden',
  department: 'Facility Services',
  employeeId: '10231',
};

const template = (Uuid: string, Name: string, IsSmartcardProfileTemplate: boolean): WireProfileTemplate => ({
  Name,
  Description: '',
  Uuid,
  IsSmartcardProfileTemplate,
  IsVirtualSmartcardProfileTemplate: false,
});
const logonTemplate = template('a039b4d0-5ce8-4eff-8651-181c6576fda3', 'Smart Card Logon', true);
const softwareTemplate = template('12bd5120-86a2-4ee1-8d05-131066871578', 'Software Certificate', false);
const smartcardTemplates = [
  logonTemplate,
  template('2b7044cf-aa96-4911-b886-177947e9271b', 'Smart Card Logon, External Staff', true),
  template('5d0c6a3e-7a0f-4a55-9c0d-2f3b8f6f1c77', 'Physician: Logon and Signature', true),
  template('97cd65fa-af4b-4587-9309-0dd6bfd8b4e1', 'Administrator, Privileged Access Workstation', true),
];

const HOUR = 3_600_000;
/** In each of the first few blocks of this size, one person is missing from the roster. */
const BLOCK = 20;
const MOST_MISSING = 2;

/**
 * Creates a population: the same seed, size and date give the same one. The pages' example request comes first. In a large
 * population names repeat; accounts and ids never do.
 */
export function createPopulation({ seed = 1, size = 40, mixed = false, now }: PopulationOptions): Population {
  const random = seededRandom(seed);
  const people = makePeople(random, size);
  const submitted = (): string => wireDate(new Date(now.getTime() - random.below(45 * 24) * HOUR - random.below(HOUR)));

  const ready = people.map((person, index) =>
    index === 0
      ? {
          request: wireRequest({
            Uuid: example.requestId,
            OriginatorUserUuid: person.userId,
            TargetUserUuid: person.userId,
            Submitted: example.submitted,
            ProfileTemplateUuid: logonTemplate.Uuid,
          }),
          nextSmartcardId: example.smartcardId,
        }
      : {
          request: wireRequest({
            Uuid: random.guid(),
            OriginatorUserUuid: examplePerson.userId,
            TargetUserUuid: person.userId,
            Submitted: submitted(),
            ProfileTemplateUuid: random.pick(smartcardTemplates).Uuid,
            IsEnrollmentAgent: true,
            Priority: random.below(5),
            Comment: random.pick(comments),
          }),
        },
  );
  const knownCard = wireSmartcard({
    ...example.knownCard,
    AssignedUserUuid: examplePerson.userId,
    ProfileTemplateUuid: logonTemplate.Uuid,
  });
  const notReady = [
    { Status: wireStatus.Pending, ProfileTemplateUuid: logonTemplate.Uuid },
    { IsSmartcard: false, ProfileTemplateUuid: softwareTemplate.Uuid },
    {
      RequestType: wireRequestType.Unblock,
      ProfileTemplateUuid: logonTemplate.Uuid,
      NewSmartcardUuid: knownCard.Uuid,
      OldSmartcardUuid: knownCard.Uuid,
    },
  ].map((fields) => ({
    request: wireRequest({
      Uuid: random.guid(),
      OriginatorUserUuid: examplePerson.userId,
      TargetUserUuid: examplePerson.userId,
      Submitted: submitted(),
      ...fields,
    }),
  }));

  const plain = {
    signedInUserId: examplePerson.userId,
    profileTemplates: [...smartcardTemplates, softwareTemplate],
    requests: [...ready, ...notReady],
    smartcards: [knownCard],
    people,
    roster: rosterOf(people.filter((_, index) => !isMissing(index))),
  };
  if (!mixed) return plain;
  const others = makePeople(random, MIXED + 1)
    .slice(1)
    .map((person, index) => asOther(person, index));
  const owner = others[0] ?? examplePerson;
  const newGuid = (): string => random.guid();
  const mixedIn = mixedRequests(others, {
    newGuid,
    submitted,
    ended: wireDate(new Date(now.getTime() - 2 * 24 * HOUR)),
    originator: examplePerson.userId,
    template: logonTemplate.Uuid,
  });
  return {
    ...plain,
    profileTemplates: [...plain.profileTemplates, virtualTemplate],
    requests: [...plain.requests, ...mixedIn],
    smartcards: [knownCard, ...knownSmartcards(owner.userId, logonTemplate.Uuid, newGuid, GIDS_ATR)],
    people: [...people, ...others],
    roster: rosterOf([...people.filter((_, index) => !isMissing(index)), ...others]),
    personalOnly: true,
  };
}

/** Returns a further person with an own account and number. */
function asOther(person: KnownPerson, index: number): KnownPerson {
  return { ...person, account: `${person.account}x`, employeeId: String(60_000 + index) };
}

function isMissing(index: number): boolean {
  return index % BLOCK === 7 && index < MOST_MISSING * BLOCK;
}

function makePeople(random: SeededRandom, count: number): KnownPerson[] {
  const accounts = new Map<string, number>([[examplePerson.account, 1]]);
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return examplePerson;
    const first = random.pick(firstNames);
    const last = random.pick(lastNames);
    const account = accountOf(first, last);
    const taken = accounts.get(account) ?? 0;
    accounts.set(account, taken + 1);
    return {
      state: 'resolved',
      userId: random.guid(),
      name: `${first} ${last}`,
      account: taken === 0 ? account : `${account}${String(taken + 1)}`,
      department: random.pick(departments),
      employeeId: String(20_000 + index),
    };
  });
}

/** Letters that Unicode does not decompose into a base letter and an accent. */
const undecomposed = new Map([
  ['ß', 'ss'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['ı', 'i'],
  ['þ', 'th'],
]);

function accountOf(first: string, last: string): string {
  const surname = last.split(' ').at(-1) ?? last;
  return `${first.slice(0, 1)}${surname}`
    .toLowerCase()
    .normalize('NFD')
    .replace(/[ßøłıþ]/g, (letter) => undecomposed.get(letter) ?? '')
    .replace(/[^a-z]/g, '');
}

function rosterOf(people: readonly KnownPerson[]): string {
  const lines = people.map((person) =>
    [person.userId, person.name, person.account, person.department, person.employeeId].map(csvField).join(),
  );
  return ['userId,name,account,department,employeeId', ...lines, ''].join('\r\n');
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
