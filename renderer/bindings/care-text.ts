import type { TFunction } from 'i18next';
import type { Care } from '../../shared/after-care.js';

/** Returns what became of a bound request, in a few words; null if there is nothing to say. */
export function careSummary(t: TFunction, care: Pick<Care, 'outcome' | 'difference'> | null | undefined): string | null {
  if (care === null || care === undefined) return null;
  const words = [
    ...(care.outcome === 'open' ? [] : [t(`care.short.${care.outcome}`)]),
    ...(care.difference === null ? [] : [t(`care.short.${care.difference}`)]),
  ];
  return words.length === 0 ? null : words.join(', ');
}

/** Returns what became of a bound request, as sentences. @param age how long ago it was bound */
export function careText(t: TFunction, { outcome, difference, at, closed }: Care, date: (instant: string) => string, age: string): string {
  return [
    ...(difference === null ? [] : [t(`care.difference.${difference}`)]),
    t(`care.outcome.${outcome}`, { age }),
    t('care.asOf', { date: date(at) }),
    ...(closed === null ? [] : [t('care.closed', { reason: closed })]),
  ].join(' ');
}
