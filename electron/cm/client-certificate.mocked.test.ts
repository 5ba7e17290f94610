import { expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ app: {} }));
const { chooseClientCertificate } = await import('./client-certificate.js');

const now = new Date('2026-01-05T08:00:00Z');
const at = (text: string): number => Date.parse(text) / 1_000;
const valid = { validStart: at('2025-01-01'), validExpiry: at('2027-01-01') };
const ours = { issuerName: 'Example Desks', subjectName: 'desk-07', ...valid };
const longer = { ...ours, subjectName: 'desk-08', validExpiry: at('2028-01-01') };

it.each<[string, Parameters<typeof chooseClientCertificate>[1], object[], object | undefined]>([
  ['no choice: none', undefined, [ours], undefined],
  ['by the issuer', { issuer: 'Example Desks' }, [{ ...ours, issuerName: 'Other' }, ours], ours],
  ['the one that is valid longest', { issuer: 'Example Desks' }, [ours, longer], longer],
  ['by the subject', { issuer: 'Example Desks', subject: 'desk-07' }, [longer, ours], ours],
  ['none for another subject', { issuer: 'Example Desks', subject: 'desk-09' }, [longer, ours], undefined],
  ['none that has expired', { issuer: 'Example Desks' }, [{ ...ours, validExpiry: at('2026-01-01') }], undefined],
  ['none that is not valid yet', { issuer: 'Example Desks' }, [{ ...ours, validStart: at('2026-02-01') }], undefined],
])('chooses a client certificate by the settings: %s', (_, policy, offered, chosen) => {
  expect(chooseClientCertificate(offered as (typeof ours)[], policy, now)).toBe(chosen);
});
