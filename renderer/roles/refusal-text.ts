import type { TFunction } from 'i18next';
import { assertNever } from '../../shared/assert-never.js';
import type { OverridableError } from '../../shared/approvals.js';

/** Returns a refusal that a second person overrides, as text with its facts. */
export function refusalText(t: TFunction, refusal: OverridableError): string {
  switch (refusal.code) {
    case 'person-unresolved':
      return t('approval.refusal.person-unresolved');
    case 'requests-too-old':
      return t('approval.refusal.requests-too-old', { hours: String(refusal.longestAgeHours) });
    case 'card-prepared-for-another': {
      const { file, line, personName, requestId } = refusal;
      return t('approval.refusal.card-prepared-for-another', { file, line: String(line), name: personName ?? requestId ?? '?' });
    }
    case 'request-prepared-for-another': {
      const { file, line, card } = refusal;
      return t('approval.refusal.request-prepared-for-another', { file, line: String(line), card });
    }
    case 'card-refused-by-stock':
      return t(`approval.refusal.card-refused-by-stock.${refusal.reason}`);
    default:
      return assertNever(refusal);
  }
}
