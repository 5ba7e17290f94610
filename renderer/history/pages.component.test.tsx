import { expect, it } from 'vitest';
import type { BindingView } from '../../shared/bindings.js';
import type { CallRequest, CallValue } from '../../shared/contract.js';
import type { Result } from '../../shared/result.js';
import type { FakeBridge } from '../testing/bridge.fixture.js';
import { ago, binding, bound, refused } from '../testing/example.fixture.js';
import { found, hasFocus, one, openScreen, showsText, type, until } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';

type Found = Result<CallValue<'history/search'>>;

const many: readonly BindingView[] = Array.from({ length: 250 }, (_, number) => binding(number, bound, { confirmedAt: ago(number + 1) }));
const unreadable = { ok: false, error: { code: 'internal', detail: 'the disk is gone' } } as const;

/** Answers a search as the journal does, a hundred rows per page. */
const pageOf = (bindings: readonly BindingView[], { before }: Pick<CallRequest<'history/search'>, 'before'>): Found => {
  const from = before ?? 0;
  const next = from + 100 < bindings.length ? from + 100 : null;
  return { ok: true, value: { bindings: bindings.slice(from, from + 100), total: bindings.length, next } };
};

/** Returns the number of searches so far. */
const asked = (main: FakeBridge): number => main.made('history/search').length;

/** Answers that are held back until the test releases them. */
class Gate {
  isShut = false;
  readonly #waiting: (() => void)[] = [];

  get isAskedAt(): boolean {
    return this.#waiting.length > 0;
  }

  async pass(): Promise<void> {
    if (this.isShut) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  open(): void {
    this.isShut = false;
    for (const go of this.#waiting.splice(0)) go();
  }
}

/** Waits until everything the page has received is rendered, and its effects have run. */
async function settled(): Promise<void> {
  for (let frame = 0; frame < 10; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}

const search = '[data-testid="history"] input[aria-controls="history-list"]';
const rows = (): number => Number(document.querySelector('#history-list [role="option"]')?.getAttribute('aria-setsize') ?? 0);
const scrollTo = (top: number): void => {
  one('#history-list').scrollTop = top;
};

async function openHistory(answer: (request: CallRequest<'history/search'>) => Found | Promise<Found>): Promise<FakeBridge> {
  const main = await openPage({ answers: { 'history/search': answer, 'history/entries': { ok: true, value: [] } } });
  await openScreen('history');
  return main;
}

it('fetches the pages of a list while scrolling, and keeps position and focus when something changes', async () => {
  let all = many;
  const main = await openHistory((request) => pageOf(all, request));
  await showsText('[data-testid="history"]', '250 bindings');
  await until('a page is there', () => rows() === 100);
  await hasFocus(search);
  scrollTo(1e6);
  await until('two pages are there', () => rows() === 200);
  scrollTo(1e6);
  await until('all pages are there', () => rows() === 250);
  scrollTo(9_000);
  const place = one('#history-list').scrollTop;

  all = [binding(999, refused), ...many];
  main.putBinding(binding(999, refused));
  await showsText('[data-testid="history"]', '251 bindings');
  await until('the new one is among them', () => rows() === 251);
  expect(one('#history-list').scrollTop).toBe(place);
  await hasFocus(search);
});

it('asks once more, not once per event, if many events arrive while the list is being fetched', async () => {
  const gate = new Gate();
  let all = many.slice(0, 3);
  const main = await openHistory(async (request) => {
    const answer = pageOf(all, request);
    await gate.pass();
    return answer;
  });
  await showsText('[data-testid="history"]', '3 bindings');
  const before = asked(main);
  gate.isShut = true;
  for (const number of [500, 501, 502, 503]) {
    all = [binding(number, refused), ...all];
    main.putBinding(binding(number, refused));
    await until('the list is being fetched', () => gate.isAskedAt);
  }
  await until('the page has heard of all', () => document.body.innerText.includes('4 need attention'));
  gate.open();
  await showsText('[data-testid="history"]', '7 bindings');
  await settled();
  expect(asked(main) - before).toBe(2);
});

it('says why a page cannot be fetched, keeps the earlier pages, and does not retry automatically', async () => {
  let isBroken = false;
  const main = await openHistory((request) => (isBroken && request.before !== null ? unreadable : pageOf(many, request)));
  await until('a page is there', () => rows() === 100);
  isBroken = true;
  scrollTo(1e6);
  await found('.notice.bad');
  expect(rows()).toBe(100);
  const before = asked(main);
  await settled();
  expect(asked(main)).toBe(before);

  isBroken = false;
  main.putBinding(binding(999, refused));
  await until('the notice has gone', () => document.querySelector('.notice.bad') === null);
});

it('drops a slow answer to an outdated search, and shows the previous results until the new answer arrives', async () => {
  const gate = new Gate();
  gate.isShut = true;
  await openHistory(async (request) => {
    if (request.text === 'no') await gate.pass();
    return pageOf(request.text === '' ? many : many.slice(0, request.text.length), request);
  });
  await showsText('[data-testid="history"]', '250 bindings');
  await type('no');
  await until('it is being looked for', () => gate.isAskedAt);
  expect(rows()).toBeGreaterThan(0);
  await type('or');
  await showsText('[data-testid="history"]', '4 bindings');
  gate.open();
  await settled();
  await showsText('[data-testid="history"]', '4 bindings');
  expect(rows()).toBe(4);
});

it('shows the previous results at once when the screen is opened again', async () => {
  const gate = new Gate();
  await openHistory(async (request) => {
    await gate.pass();
    return pageOf(many, request);
  });
  await showsText('[data-testid="history"]', '250 bindings');
  await openScreen('desk');
  await until('the desk is open', () => document.querySelector('[data-testid="history"]') === null);
  gate.isShut = true;
  await openScreen('history');
  await until('it is asked for again', () => gate.isAskedAt);
  expect(rows()).toBe(100);
  gate.open();
});
