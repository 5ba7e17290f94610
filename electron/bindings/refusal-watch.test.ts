import { expect, it } from 'vitest';
import { legacyRequestFacts } from '../../shared/bindable.js';
import type { BindingState, BindingView } from '../../shared/bindings.js';
import { binding } from './bindings.fixture.js';
import { KIND_REFUSED, REFUSED_IN_A_ROW, RefusalWatch } from './refusal-watch.js';

const bound: BindingState = { state: 'bound', status: 204, smartcardUri: null };
const refused = (message: string): BindingState => ({
  state: 'refused',
  error: { code: 'forbidden', status: 403, correlationId: null, message },
});

function watched() {
  const shown = new Map<string, object>();
  const watch = new RefusalWatch({ told: (warning) => shown.set(warning.code, warning), cleared: (code) => shown.delete(code) });
  let n = 0;
  const one = (type: number, isEnrollmentAgent: boolean, state: BindingState): BindingView => {
    const row = binding((n += 1));
    return { ...row, request: { ...row.request, type, facts: { ...legacyRequestFacts(type), isEnrollmentAgent } }, state };
  };
  return { watch, shown, one };
}
const times = (count: number): number[] => Array.from({ length: count }, (_none, index) => index);

it('names a kind of request that the server refuses repeatedly, with the setting that excludes it', () => {
  const { watch, shown, one } = watched();
  for (const index of times(KIND_REFUSED - 1)) watch.changed(one(1, false, refused(`no ${String(index)}`)));
  expect(shown.size).toBe(0);
  watch.changed(one(1, false, refused('not yours')));
  expect(shown.get('kind-refused')).toEqual({ code: 'kind-refused', kind: 'personal', type: null, count: KIND_REFUSED });
  watch.changed(one(1, true, bound));
  expect(shown.has('kind-refused')).toBe(true);
  watch.changed(one(1, false, bound));
  expect(shown.has('kind-refused')).toBe(false);
});

it('names a request type by its number', () => {
  const { watch, shown, one } = watched();
  for (const index of times(KIND_REFUSED)) watch.changed(one(12, true, refused(`no ${String(index)}`)));
  expect(shown.get('kind-refused')).toMatchObject({ kind: 'type', type: 12 });
});

it('advises to stop after repeated refusals for the same reason, until one is accepted', () => {
  const { watch, shown, one } = watched();
  times(REFUSED_IN_A_ROW - 1).forEach(() => {
    watch.changed(one(1, true, refused('no right')));
  });
  watch.changed(one(1, true, refused('another reason')));
  expect(shown.size).toBe(0);
  times(REFUSED_IN_A_ROW).forEach(() => {
    watch.changed(one(1, true, refused('no right')));
  });
  expect(shown.get('refused-in-a-row')).toEqual({ code: 'refused-in-a-row', count: REFUSED_IN_A_ROW, message: 'no right' });
  watch.changed(one(1, true, bound));
  expect(shown.size).toBe(0);
});

it('counts a refusal once, however often it is reported', () => {
  const { watch, shown, one } = watched();
  const same = one(12, true, refused('no'));
  times(10).forEach(() => {
    watch.changed(same);
  });
  expect(shown.size).toBe(0);
});
