import { expect, it } from 'vitest';
import type { BindingState } from '../../shared/bindings.js';
import type { CallValue } from '../../shared/contract.js';
import type { Result } from '../../shared/result.js';
import { binding, bound, cardId, emptyReader, readerWith, refused } from '../testing/example.fixture.js';
import { found, gone, deferredAnswer, one, press, showsText, type, until } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';
import { clearDesk } from './desk-state.js';

const outcome = (state: BindingState['state']): string => `[data-testid="outcome"][data-state="${state}"]`;
const before = '[data-testid="outcome-before"]';
const waiting: BindingState = {
  ...{ state: 'waiting', attempt: 1, nextTryAt: '2026-01-05T08:00:00.000Z', mayHaveReached: true, checks: 0 },
  error: { code: 'server-error', status: 500, correlationId: null, message: 'The database is away' },
};
const forbidden = refused.state === 'refused' ? refused.error : null;
/** The server refused and is being asked whether the card is bound nevertheless. */
const inCheck = (nextCheckAt = '2026-01-05T08:00:00.000Z'): BindingState => {
  if (forbidden === null) throw new Error('the example refusal has an error');
  return { state: 'uncertain', attempt: 1, nextCheckAt, checks: 0, error: forbidden };
};

it('keeps saying that a binding was queued after it continues automatically, until the next action', async () => {
  const queued = binding(0, waiting);
  const main = await openPage({ state: { bindings: [queued] } });
  (await found('.binding')).click();
  await found(outcome('waiting'));
  main.putBinding({ ...queued, state: { state: 'submitting', attempt: 2 } });
  main.putBinding({ ...queued, state: bound });
  await found(outcome('bound'));
  await showsText(before, 'Queued at first: The database is away');
  // The page does not know when it was bound; it labels the time it knows.
  await showsText('[data-testid="binding-times"]', 'time confirmed');
  await type('no');
  await gone(outcome('bound'));
});

it('does not call a refusal unconfirmed while the server is being asked about it', async () => {
  const main = await openPage({ state: { bindings: [binding(0, inCheck())] } });
  (await found('.binding')).click();
  await found(outcome('uncertain'));
  main.putBinding(binding(0, refused));
  await found(outcome('refused'));
  expect(document.querySelector(before)).toBeNull();
});

it('says that a binding is unconfirmed if the check failed, but without the text of the refusal', async () => {
  const main = await openPage({ state: { bindings: [binding(0, inCheck())] } });
  (await found('.binding')).click();
  await found(outcome('uncertain'));
  main.putBinding(binding(0, inCheck('2026-01-05T08:01:00.000Z')));
  main.putBinding(binding(0, { state: 'submitting', attempt: 2 }));
  await showsText(before, 'Unconfirmed at first: You may not assign cards');
  main.putBinding(binding(0, refused));
  await found(outcome('refused'));
  await gone(before);
});

it('asks to remove a bound card only while it is in a reader', async () => {
  const lies = { state: 'identified', cardId: cardId(1) } as const;
  const main = await openPage({ state: { readers: [readerWith(1, lies)], bindings: [binding(1, bound)] } });
  (await found('.binding')).click();
  await showsText(outcome('bound'), 'Bound. Remove the card and hand it over.');
  main.change({ readers: [emptyReader] });
  await showsText(outcome('bound'), 'Bound. You can hand over the card.');
  expect(one(outcome('bound')).innerText).not.toContain('Remove the card');
});

it('does not ask to keep a refused card apart, because nothing is known against it', async () => {
  await openPage({ state: { readers: [emptyReader], bindings: [binding(0, refused, { slipNumber: 2 })] } });
  (await found('.binding')).click();
  await showsText(
    outcome('refused'),
    'No problem is known with the card itself. It can be bound to another request. Tell your administrator',
  );
  expect(one(outcome('refused')).innerText).not.toMatch(/aside|apart/);
});

it('says nothing in favor of a refused card that its reader shows as belonging to someone', async () => {
  await openPage({
    state: { readers: [readerWith(1)], bindings: [binding(0, refused)] },
    answers: {
      'cards/atServer': {
        ok: true,
        value: {
          state: 'known',
          smartcard: { smartcardId: cardId(5).text, status: 3, owner: { userId: cardId(6).text, name: 'Jérôme Gonçalves' } },
          isInTheWay: true,
          isReusable: false,
        },
      },
    },
  });
  await found('[data-testid="card-standing"][data-standing="at-server"]');
  (await found('.binding')).click();
  await showsText(outcome('refused'), 'Tell your administrator');
  expect(one(outcome('refused')).innerText).not.toContain('No problem is known with the card');
});

it('hands over no card and prints no receipt once its request was to be abandoned', async () => {
  const main = await openPage({ state: { bindings: [binding(1, bound)] } });
  (await found('.binding')).click();
  await showsText(outcome('bound'), 'Print receipt');
  const asked = { reason: 'Wrong card', at: '2026-01-05T08:00:00.000Z' };
  main.putBinding(binding(1, bound, { abandon: { ...asked, state: 'sending' } }));
  await showsText(outcome('bound'), 'Asking the server to abandon the request: “Wrong card”.');
  expect(one(outcome('bound')).innerText).not.toMatch(/Print receipt|hand/i);
  main.putBinding(binding(1, bound, { abandon: { ...asked, state: 'abandoned', by: 'answer', status: 6, word: null } }));
  await showsText(outcome('bound'), 'The state of the card on the server is unknown');
  expect(one(outcome('bound')).innerText).not.toMatch(/Print receipt|hand/i);
  await showsText('[data-testid="bindings"]', 'request abandoned');
});

it('leaves a desk that was cleared meanwhile unchanged, whatever the result of a binding sent from it', async () => {
  const said = deferredAnswer<Result<CallValue<'bindings/confirm'>>>();
  const main = await openPage({ state: { readers: [readerWith(1)] }, answers: { 'bindings/confirm': () => said.answer } });
  await press('ArrowDown');
  await press('Enter');
  await until('Bind has the keyboard', () => document.activeElement?.matches('[data-testid="confirm"] [data-enter]') === true);
  await press('Enter');
  await until('it was sent', () => main.made('bindings/confirm').length === 1);
  clearDesk();
  await gone('[data-testid="confirm"]');
  await type('gonc');
  said.say({ ok: false, error: { code: 'card-left' } });
  // A possible change would be rendered before the next key.
  await type('a');
  expect(document.querySelector('[data-testid="failed"]')).toBeNull();
  expect(one('.requests-search input')).toHaveProperty('value', 'gonca');
});
