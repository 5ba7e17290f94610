import { describe, expect, it } from 'vitest';
import type { PreparedOutcome } from '../../shared/prepared.js';
import { fail, ok } from '../../shared/result.js';
import { errors, exampleAtr, exampleRequest, exampleSmartcardId, guid } from '../bindings/bindings.fixture.js';
import { request } from './prepared.fixture.js';
import { noAskContext } from '../bindings/ask-server.js';
import { checkAtServer, requestToAsk, type ServerCheckDeps } from './server-check.js';

const { requestId } = exampleRequest;
const atServer = {
  requestId,
  type: 1,
  status: 3,
  targetUserId: exampleRequest.person.userId,
  profileTemplateId: exampleRequest.profileTemplate.profileTemplateId,
  newSmartcardId: null,
  submittedAt: exampleRequest.submittedAt,
  completedAt: null,
  priority: 0,
  comment: '',
  isSmartcard: true,
  oldSmartcardId: null,
  originatorUserId: null,
  isEnrollmentAgent: true,
  data: [],
};
const smartcard = { smartcardId: exampleSmartcardId, cardId: guid(9), atr: exampleAtr, status: 2, assignedUserId: guid(4) };
const notFound = { code: 'not-found', status: 404, correlationId: null, message: '' } as const;

type Answers = { [K in keyof ServerCheckDeps['cm']]?: Awaited<ReturnType<ServerCheckDeps['cm'][K]>> };

function ask(answers: Answers, isListed = true): ReturnType<typeof checkAtServer> {
  return checkAtServer(
    {
      cm: {
        getRequest: () => Promise.resolve(answers.getRequest ?? ok(atServer)),
        findSmartcardByCardId: () => Promise.resolve(answers.findSmartcardByCardId ?? ok(null)),
      },
      shownRequest: () => (isListed ? { view: exampleRequest, approvedStatus: 3 } : undefined),
      askContext: () => noAskContext,
      personName: () => Promise.resolve('Another Person'),
    },
    requestId,
    guid(9),
  );
}

describe("the server's check of a prepared card", () => {
  it.each<[string, Answers, boolean, object]>([
    ['agrees if nothing is against the line', {}, true, { word: 'agrees' }],
    [
      'reports a card that belongs to someone',
      { findSmartcardByCardId: ok(smartcard) },
      true,
      { word: 'card-known', smartcardId: exampleSmartcardId, personName: 'Another Person' },
    ],
    [
      'agrees if the card no longer belongs to anyone',
      { findSmartcardByCardId: ok({ ...smartcard, assignedUserId: null }) },
      true,
      { word: 'agrees' },
    ],
    ['reports a request that is gone', { getRequest: fail(notFound) }, true, { word: 'request-objects', reason: 'gone' }],
    [
      'reports a request that already has its smartcard',
      { getRequest: ok({ ...atServer, newSmartcardId: guid(3) }) },
      true,
      { word: 'request-objects', reason: 'has-a-smartcard' },
    ],
    [
      'reports a request that is for another template now',
      { getRequest: ok({ ...atServer, profileTemplateId: guid(3) }) },
      true,
      { word: 'request-objects', reason: 'changed' },
    ],
    [
      'reports an unlisted request that already has its smartcard',
      { getRequest: ok({ ...atServer, newSmartcardId: guid(3) }) },
      false,
      { word: 'request-objects', reason: 'has-a-smartcard' },
    ],
    [
      'reports an unlisted request that is not approved',
      { getRequest: ok({ ...atServer, status: 8 }) },
      false,
      { word: 'request-objects', reason: 'not-approved' },
    ],
    [
      'reports an unlisted request that is not for a smart card',
      { getRequest: ok({ ...atServer, isSmartcard: false }) },
      false,
      { word: 'request-objects', reason: 'not-a-smartcard-request' },
    ],
    [
      'reports nothing if the server does not answer',
      { getRequest: fail(errors.unreached) },
      true,
      { word: 'silent', error: errors.unreached },
    ],
    [
      'reports nothing if the server does not answer about the card',
      { findSmartcardByCardId: fail(errors.server) },
      true,
      { word: 'silent', error: errors.server },
    ],
    [
      'reports a card that belongs to someone although the server does not answer about the request',
      { getRequest: fail(errors.unreached), findSmartcardByCardId: ok(smartcard) },
      true,
      { word: 'card-known' },
    ],
  ])('%s', async (_what, answers, isListed, word) => {
    expect(await ask(answers, isListed)).toMatchObject(word);
  });
});

it.each<[PreparedOutcome, string | null, string | null]>([
  [{ outcome: 'request', request: request(1) }, null, request(1).requestId],
  [{ outcome: 'contested', request: request(1), others: [{ file: 'a.csv', line: 2 }] }, null, request(1).requestId],
  [{ outcome: 'request-gone' }, guid(5), guid(5)],
  [{ outcome: 'person-unknown' }, null, null],
  [{ outcome: 'list-unknown' }, guid(5), null],
])('for a line with outcome %j and request %s asks about %s', (outcome, written, asked) => {
  expect(requestToAsk(outcome, written)).toBe(asked);
});
