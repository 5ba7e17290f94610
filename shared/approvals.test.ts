import { expect, it } from 'vitest';
import { approvalSubjectSchema, fourEyesActions, isOverridable, overridable } from './approvals.js';
import { stationErrorSchema, type StationError } from './errors.js';

/** Errors from the server, the journal, the reader or the station itself. They can never be overridden, whatever the settings say. */
const never = [
  'request-unknown',
  'request-not-bindable',
  'request-bound-here',
  'card-bound-here',
  'card-known-to-server',
  'card-left',
  'card-changed',
  'card-unidentified',
  'line-down',
  'journal-failed',
  'journal-unreadable',
  'not-allowed',
  'approval-needed',
  'approval-refused',
  'approval-invalid',
  'sender-refused',
  'invalid-input',
  'internal',
] as const satisfies readonly StationError['code'][];

it.each(never)('never lets a second person override %s', (code) => {
  expect(overridable.some((row) => row.code === (code as string))).toBe(false);
  expect(isOverridable(code, fourEyesActions)).toBe(false);
});

it('lists each overridable error once, with a reason, and only errors that exist', () => {
  const codes = stationErrorSchema.options.map(({ shape }) => shape.code.value);
  expect(new Set(overridable.map(({ code }) => code)).size).toBe(overridable.length);
  for (const { code, why, by } of overridable) {
    expect(codes).toContain(code);
    expect(why.length).toBeGreaterThan(40);
    expect(by).toContain('override-refusal');
  }
});

it('allows an override only if the settings ask for a second person', () => {
  expect(isOverridable('person-unresolved', [])).toBe(false);
  expect(isOverridable('person-unresolved', ['give-up-uncertain'])).toBe(false);
  expect(isOverridable('person-unresolved', ['bind-unresolved-person'])).toBe(true);
  expect(isOverridable('requests-too-old', ['bind-unresolved-person'])).toBe(false);
  expect(isOverridable('requests-too-old', ['override-refusal'])).toBe(true);
});

it('requires an approval to name what it overrides', () => {
  const bind = { act: 'bind', requestId: 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099', presentationId: 1 };
  expect(approvalSubjectSchema.safeParse({ ...bind, refusals: ['person-unresolved'] }).success).toBe(true);
  expect(approvalSubjectSchema.safeParse({ ...bind, refusals: [] }).success).toBe(false);
  expect(approvalSubjectSchema.safeParse({ ...bind, refusals: ['card-bound-here'] }).success).toBe(false);
});
