import { expect, it } from 'vitest';
import { ok, type Result } from '../../shared/result.js';
import { ConfirmGate } from './confirm-gate.js';

it('waits for running confirmations when it closes, and refuses further ones until it opens', async () => {
  const gate = new ConfirmGate();
  let finish: (answer: Result<string>) => void = () => undefined;
  const slow = gate.pass(() => new Promise<Result<string>>((resolve) => (finish = resolve)));
  let isClosed = false;
  const closing = gate.close().then(() => (isClosed = true));
  let wasCalled = false;
  expect(await gate.pass(() => Promise.resolve(ok((wasCalled = true))))).toEqual({ ok: false, error: { code: 'restarting' } });
  expect({ isClosed, wasCalled }).toEqual({ isClosed: false, wasCalled: false });
  finish(ok('confirmed'));
  await closing;
  expect(await slow).toEqual(ok('confirmed'));
  gate.open();
  expect(await gate.pass(() => Promise.resolve(ok('next')))).toEqual(ok('next'));
});

it('closes although a running confirmation throws', async () => {
  const gate = new ConfirmGate();
  const broken = gate.pass(() => Promise.reject(new Error('the disk is full')));
  await Promise.all([gate.close(), expect(broken).rejects.toThrow('the disk is full')]);
});
