import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { LogFacts } from '../core/log.js';
import { logUnhandled, UNHANDLED } from './unhandled.js';

it('logs unhandled exceptions and rejections in one form, whatever was thrown', () => {
  const lines: [string, LogFacts | undefined][] = [];
  const source = new EventEmitter();
  logUnhandled(source, { error: (what, facts) => lines.push([what, facts]) });
  source.emit('uncaughtException', new Error('thrown'));
  source.emit('unhandledRejection', 'a text');
  expect(lines).toMatchObject([
    [UNHANDLED, { kind: 'exception' }],
    [UNHANDLED, { kind: 'rejection', detail: 'a text' }],
  ]);
  expect(lines[0]?.[1]?.['detail']).toContain('Error: thrown');
});
