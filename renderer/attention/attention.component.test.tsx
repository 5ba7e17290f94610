import { expect, it, onTestFinished, vi } from 'vitest';
import { page } from 'vitest/browser';
import { ago, binding, bound, refused, waiting } from '../testing/example.fixture.js';
import { found, gone, one, openScreen, press, showsText, type } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';

it('shows a refusal with its evidence and next step until a person closes it with a note, using only the keyboard', async () => {
  const main = await openPage();
  expect(document.querySelector('[data-testid="attention-count"]')).toBeNull();
  const refusal = binding(1, refused);
  main.putBinding(refusal);
  await showsText('[data-testid="attention-count"]', /^1$/);
  await openScreen('attention');
  expect((await found('[data-testid="matter"]')).innerText).toMatch(
    /Refused by the server[^]*What happened[^]*The server refused[^]*What was kept[^]*the request can still be bound\. No problem is known with the card itself. It can be bound to another request\.[^]*What to do next[^]*Tell your administrator[^]*HTTP status\s+403[^]*You may not assign/,
  );
  expect(one('[data-testid="matter"]').innerText).not.toMatch(/apart/);
  main.answer({
    'bindings/giveUp': ({ reason }) => {
      const closed = binding(1, { state: 'given-up', reason });
      main.putBinding(closed);
      return { ok: true, value: closed };
    },
  });
  await press('Tab');
  await press('Enter');
  await expect.element(page.getByLabelText('Reason, for the journal')).toHaveFocus();
  await type('Told the administrator');
  await press('Enter');
  await showsText('[data-testid="attention"]', 'Nothing needs attention');
  expect(one('[data-testid="attention"] h1, [data-testid="attention"] h2').innerText).toContain('Needs attention');
  await gone('[data-testid="attention-count"]');
  expect(main.made('bindings/giveUp')).toEqual([{ bindingId: refusal.bindingId, reason: 'Told the administrator' }]);
});

it('agrees with the number in the rail and in the header when a binding has been queued for too long', async () => {
  await openPage({ state: { bindings: [binding(1, waiting, { confirmedAt: new Date(Date.now() - 119_000).toISOString() })] } });
  onTestFinished(() => void vi.useRealTimers());
  vi.setSystemTime(Date.now() + 5_000);
  await openScreen('attention');
  const isOnScreen = (await found('[data-testid="attention"]')).innerText.includes('Queued too long');
  expect(document.querySelector('[data-testid="attention-count"]') !== null).toBe(isOnScreen);
  expect(one('[data-testid="day-counts"]').innerText.includes('needs attention')).toBe(isOnScreen);
});

it('shows how long ago a request was bound without being executed, and closes it with a note', async () => {
  const main = await openPage({ state: { afterCare: { executed: 480, neverExecuted: 1 } } });
  const care = { outcome: 'overdue', status: 3, difference: null, evidence: '', at: ago(30), closed: null } as const;
  const overdue = binding(1, bound, { confirmedAt: ago(12 * 24 * 60 + 1), care });
  main.putBinding(overdue);
  await showsText('[data-testid="attention-count"]', /^1$/);
  await showsText('[data-testid="day-counts"]', /480 executed\s*1 never executed\s*1 needs attention/);
  await openScreen('attention');
  expect((await found('[data-testid="matter"]')).innerText).toMatch(
    /Bound, not executed yet[^]*What happened[^]*Bound 12 days ago, not executed yet[^]*changes nothing on the server[^]*have the request executed[^]*Server status number\s+3/,
  );
  main.answer({
    'afterCare/close': ({ reason }) => {
      main.putBinding({ ...overdue, care: { ...care, closed: reason } });
      return { ok: true, value: {} };
    },
  });
  await press('Tab');
  await press('Enter');
  await expect.element(page.getByLabelText('Reason, for the journal')).toHaveFocus();
  await type('Card handed back');
  await press('Enter');
  await showsText('[data-testid="attention"]', 'Nothing needs attention');
  expect(main.made('afterCare/close')).toEqual([{ bindingId: overdue.bindingId, reason: 'Card handed back' }]);
});

it('shows why a request was not abandoned, and offers another attempt with a second person if the settings allow it', async () => {
  const main = await openPage({ state: { fourEyes: ['abandon-request'] } });
  const error = { code: 'forbidden', status: 403, correlationId: null, message: 'You may not' } as const;
  const abandon = { state: 'not-abandoned', reason: 'wrong card', at: ago(1), why: 'open', status: 3, error } as const;
  const left = binding(1, bound, { abandon });
  main.putBinding(left);
  await showsText('[data-testid="attention-count"]', /^1$/);
  await openScreen('attention');
  expect((await found('[data-testid="matter"]')).innerText).toMatch(
    /Request not abandoned[^]*What happened[^]*The request was not abandoned: it is still open on the server\.[^]*The server said: You may not[^]*Keep the card apart[^]*Close with note\s*Abandon request/,
  );
  await press('Tab');
  await press('Tab');
  await press('Enter');
  await expect.element(page.getByLabelText('Reason, for the journal')).toHaveFocus();
  expect(one('[data-testid="what-abandoning-does"]').innerText).toContain('This does not unbind the card.');
  await type('Wrong card');
  await press('Enter');
  expect((await found('[data-testid="approval-what"]')).innerText).toMatch(
    /Ask the server to abandon this request[^]*does not unbind the card[^]*Wrong card/,
  );
  expect(main.made('afterCare/abandon')).toEqual([]);

  main.putBinding({ ...left, abandon: { state: 'abandoned', reason: 'Wrong card', at: ago(0), by: 'answer', status: 6, word: null } });
  await showsText('[data-testid="attention"]', 'Nothing needs attention');
});

it('offers no abandoning if the settings do not allow it', async () => {
  const main = await openPage();
  const care = { outcome: 'overdue', status: 3, difference: null, evidence: '', at: ago(30), closed: null } as const;
  main.putBinding(binding(1, bound, { care }));
  await openScreen('attention');
  await showsText('[data-testid="matter"]', 'Close with note');
  expect(one('[data-testid="matter"]').innerText).not.toContain('Abandon');
});
