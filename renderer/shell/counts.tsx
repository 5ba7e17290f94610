import type { ReactElement } from 'react';
import { MAX_CLOSED_SHOWN, type BindingView } from '../../shared/bindings.js';
import { attentionReason } from '../attention/attention-reasons.js';
import { useTranslation } from '../i18n/i18n.js';
import { useNow } from '../state/now.js';
import { useProjection } from '../state/station.js';
import { useCall } from '../state/use-call.js';

interface Counts {
  readonly boundToday: number;
  readonly queued: number;
  readonly attention: number;
}

/** Counts the bindings that the page keeps, at `now`, ms since the epoch. */
export function countsOf(bindings: readonly BindingView[], now: number): Counts {
  const today = startOfDay(now);
  return {
    boundToday: bindings.filter(({ state, confirmedAt }) => state.state === 'bound' && confirmedAt >= today).length,
    queued: bindings.filter(({ state }) => state.state === 'intended' || state.state === 'waiting').length,
    attention: bindings.filter((binding) => attentionReason(binding, now) !== null).length,
  };
}

/** The day's numbers: bound, queued, needing attention, and what became of bound requests. */
export function DayCounts(): ReactElement {
  const { t } = useTranslation();
  const bindings = useProjection(({ bindings }) => bindings);
  const care = useProjection(({ afterCare }) => afterCare);
  const now = useNow();
  const { boundToday, queued, attention } = countsOf(bindings, now);
  const isMore = boundToday >= MAX_CLOSED_SHOWN;
  const newest = bindings[0]?.bindingId;
  const today = startOfDay(now);
  // The page keeps no more; the journal knows the number.
  const journal = useCall(
    'history/search',
    { text: '', from: today, to: null, states: ['bound'], outcomes: [], before: null },
    { enabled: isMore, revision: newest },
  );
  const total = journal.value?.total ?? 0;
  return (
    <span className="header-counts quiet" data-testid="day-counts">
      <span>{t('menu.boundToday', { count: isMore ? Math.max(total, boundToday) : boundToday })}</span>
      {care.executed > 0 && <span>{t('menu.executed', { count: care.executed })}</span>}
      {care.neverExecuted > 0 && <span>{t('menu.neverExecuted', { count: care.neverExecuted })}</span>}
      {queued > 0 && <span>{t('menu.queued', { count: queued })}</span>}
      {attention > 0 && <strong className="bad-word">{t('menu.attention', { count: attention })}</strong>}
    </span>
  );
}

/** Returns the instant at which the local day of `now` began. */
function startOfDay(now: number): string {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  return day.toISOString();
}
