import type { TFunction } from 'i18next';
import type { RunRow, RunSource } from '../../shared/run.js';
import { serverReasonText } from '../i18n/sentences.js';

/** Returns the source of a run as text. */
export function runSourceText(t: TFunction, source: RunSource): string {
  return source.from === 'file' ? t('run.source.file', { file: source.file }) : t('run.source.list');
}

/** Returns why a person is kept apart or set aside; empty if they are not. */
export function asideReasonText(t: TFunction, { binding, reason, detail }: RunRow): string {
  if (reason !== null) return t(`run.reason.${reason}`, { detail });
  if (binding === null) return '';
  switch (binding.state) {
    case 'withdrawn':
      return t('run.withdrawn', { reason: binding.reason });
    case 'given-up':
      return t('run.givenUp', { reason: binding.reason });
    case 'refused':
    case 'waiting':
    case 'uncertain':
      return t('punctuation.pair', { name: t(`outcome.short.${binding.state}`), value: serverReasonText(t, binding.error) });
    case 'attention':
      return t('punctuation.pair', {
        name: t('outcome.short.attention'),
        value: t(`outcome.attentionReason.${binding.reason}`, { evidence: binding.evidence }),
      });
    case 'intended':
    case 'submitting':
    case 'bound':
      return '';
  }
}
