import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { example, examples, type Example } from '../cm/examples.js';
import type { ServicePopulation } from './service-book.js';
import { startTrainingService, type RunningTrainingService } from './service.js';
import type { WireProfileTemplate, WireRequest, WireSmartcard } from './service-wire.js';

const NOOR = '8f1590dc-d932-4b66-8e68-2e91c5880780';
const REQUEST = 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099';
const UNBLOCK = '0c96d73f-967b-420e-854a-43ad2a1504bc';
const SMARTCARD = '17cf063d-e337-4aa9-a822-346554ddd3c9';
const PROFILE = 'b99ff38c-6653-471f-ae3c-325bb351a6bc';
const TEMPLATE = 'a039b4d0-5ce8-4eff-8651-181c6576fda3';

/** The pages' objects are used unchanged: the service's answers are compared completely. */
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
const requestSchema = z.custom<WireRequest>(isObject);
const smartcardSchema = z.custom<WireSmartcard>(isObject);
const templatesSchema = z.array(z.custom<WireProfileTemplate>(isObject));

const logonTemplate: WireProfileTemplate = {
  Name: 'Smart Card Logon',
  Description: '',
  Uuid: TEMPLATE,
  IsSmartcardProfileTemplate: true,
  IsVirtualSmartcardProfileTemplate: false,
};

let service: RunningTrainingService | undefined;
afterEach(() => service?.close());

async function start(
  population: Partial<ServicePopulation>,
  { guids = [], at = '2015-07-07T23:36:21.930Z' }: { guids?: string[]; at?: string } = {},
): Promise<RunningTrainingService> {
  service = await startTrainingService({
    population: { signedInUserId: NOOR, profileTemplates: [logonTemplate], requests: [], smartcards: [], ...population },
    newGuid: () => guids.shift() ?? 'ffffffff-ffff-4fff-8fff-ffffffffffff',
    now: () => new Date(at),
  });
  return service;
}

/** Sends an example's call and expects its answer: status, type, and every property. */
async function expectDocumented({ origin }: RunningTrainingService, { method, path, body, status, answer }: Example) {
  const response = await fetch(origin + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const text = await response.text();
  expect(JSON.parse(text)).toEqual(answer);
  // The properties must also be in the same order.
  expect(text).toBe(JSON.stringify(answer));
}

describe('the training service answers as documented:', () => {
  const enrolled = { request: requestSchema.parse(example('GET', `/requests/${REQUEST}`).answer) };
  const blocked = { request: requestSchema.parse(example('GET', `/requests/${UNBLOCK}`).answer) };
  const smartcard = smartcardSchema.parse(example('GET', `/smartcards/${SMARTCARD}`).answer);
  const [enroll, unblock, forAnother] = examples.filter(({ page }) => page === 'create-request');

  it('binding', async () => {
    const running = await start({ requests: [{ ...enrolled, nextSmartcardId: SMARTCARD }] });
    await expectDocumented(running, example('POST', '/smartcards'));
    await expectDocumented(running, example('GET', `/smartcards/${SMARTCARD}`));
    expect(running.book.request(REQUEST)).toEqual({ ...enrolled.request, NewSmartcardUuid: SMARTCARD });
    expect(running.log.map(({ method, status, did }) => [method, status, did])).toEqual([
      ['POST', 201, 'bound'],
      ['GET', 200, 'answered'],
    ]);
  });

  it('requests', async () => {
    const running = await start({ requests: [enrolled, blocked] });
    await expectDocumented(running, example('GET', `/requests/${REQUEST}`));
    await expectDocumented(running, example('GET', `/requests/${UNBLOCK}`));
  });

  it('smartcard of a card id', async () => {
    const documented = example('GET', '?cardid=d1ef6869-5517-42a0-8f05-16ca1a0b834d');
    await expectDocumented(await start({ smartcards: [smartcardSchema.parse(documented.answer)] }), documented);
  });

  it('profile templates', async () => {
    const documented = example('GET', '/profiletemplates');
    await expectDocumented(await start({ profileTemplates: templatesSchema.parse(documented.answer) }), documented);
  });

  it('creation of a request, its binding and its completion, as in the walkthrough', async () => {
    const guids = [REQUEST, SMARTCARD, PROFILE];
    const running = await start({}, { guids });
    if (!enroll) throw new Error('No example');
    await expectDocumented(running, enroll);
    // The pages' security descriptor has escaped NULs; the service's has real ones.
    const SecurityDescriptor = 'O:S-1-5-21-1-2-3-4D:(A;;RC;;;WD)\0\0';
    expect(running.book.request(REQUEST)).toEqual({ ...enrolled.request, SecurityDescriptor });
    await expectDocumented(running, example('POST', '/smartcards'));
    running.book.setStatus(REQUEST, 'Executing');
    const completion = example('PUT', `/requests/${REQUEST}`);
    await expectDocumented(running, {
      ...completion,
      answer: {
        ...requestSchema.parse(completion.answer),
        SecurityDescriptor,
        Completed: '2015-07-07T23:36:21.93Z',
      },
    });
  });

  it('creation of a request to unblock', async () => {
    const running = await start({ smartcards: [smartcard] }, { guids: [UNBLOCK], at: '2015-07-07T23:40:33.133Z' });
    if (!unblock) throw new Error('No example');
    await expectDocumented(running, unblock);
    expect(running.book.request(UNBLOCK)).toMatchObject({
      RequestType: 5,
      Submitted: '2015-07-07T23:40:33.133Z',
      NewSmartcardUuid: SMARTCARD,
      OldSmartcardUuid: SMARTCARD,
    });
  });

  it('creation for another person, with data, a comment and a priority', async () => {
    const template = { ...logonTemplate, Uuid: '97cd65fa-af4b-4587-9309-0dd6bfd8b4e1' };
    const running = await start({ profileTemplates: [template] }, { guids: [REQUEST] });
    if (!forAnother) throw new Error('No example');
    await expectDocumented(running, { ...forAnother, status: 201, answer: `api/v1.0/requests/${REQUEST}` });
    expect(running.book.request(REQUEST)).toMatchObject({
      OriginatorUserUuid: NOOR,
      TargetUserUuid: '97cc3493-f556-4c9b-9d8b-982434201527',
      DataCollection: [
        { Name: 'name', Value: 'pavle' },
        { Name: 'city', Value: 'seattle' },
      ],
      Comment: 'LALALALA',
      Priority: 4,
    });
  });
});
