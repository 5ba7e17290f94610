import { expect, it } from 'vitest';
import { MAX_CLOSED_SHOWN } from '../../shared/bindings.js';
import { binding, bound, refused, waiting } from '../testing/example.fixture.js';
import { showsText } from '../testing/keys.fixture.js';
import { openPage } from '../testing/mount.fixture.js';

const counts = '[data-testid="day-counts"]';
const yesterday = new Date(Date.now() - 26 * 3_600_000).toISOString();

it('the header counts bindings bound today, queued and needing attention', async () => {
  const main = await openPage({ state: { bindings: [binding(1, bound), binding(2, bound, { confirmedAt: yesterday })] } });
  await showsText(counts, /^1 bound today$/);
  main.putBinding(binding(3, waiting));
  await showsText(counts, /1 bound today\s*1 queued$/);
  main.putBinding(binding(4, refused));
  await showsText(counts, /1 queued\s*1 needs attention$/);
  main.putBinding(binding(5, refused));
  await showsText(counts, /2 need attention$/);
  main.putBinding(binding(3, bound));
  await showsText(counts, /^2 bound today/);
});

it('the header asks the journal if more was bound today than the page keeps', async () => {
  const many = Array.from({ length: MAX_CLOSED_SHOWN }, (_, number) => binding(number, bound));
  const main = await openPage({
    state: { bindings: many },
    answers: { 'history/search': { ok: true, value: { bindings: [], next: null, total: 123 } } },
  });
  await showsText(counts, /^123 bound today$/);
  expect(main.made('history/search')[0]).toMatchObject({ states: ['bound'], to: null });
});
