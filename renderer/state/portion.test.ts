import { expect, it } from 'vitest';
import type { StationEvent } from '../../shared/contract.js';
import { binding, bound } from '../testing/example.fixture.js';
import { portionOf } from './portion.js';

const removed = (count: number): StationEvent => ({
  name: 'requests/changed',
  seq: 1,
  payload: { put: [], removed: Array.from({ length: count }, () => 'x'), fetchedAt: null },
});

it('renders thousands of sent bindings together, and a long list in portions', () => {
  const sent = Array.from({ length: 8_000 }, (): StationEvent => ({
    name: 'bindings/changed',
    seq: 1,
    payload: { binding: binding(1, bound) },
  }));
  expect(portionOf(sent)).toBe(3_000);
  expect(portionOf(sent.slice(0, 100))).toBe(100);
  expect(portionOf(Array.from({ length: 100 }, () => removed(250)))).toBe(12);
});

it('renders an event alone that changes more than that', () => {
  expect(portionOf([removed(5_000), removed(1)])).toBe(1);
  expect(portionOf([])).toBe(0);
});
