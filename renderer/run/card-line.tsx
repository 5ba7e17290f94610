import type { TFunction } from 'i18next';
import { useEffect, useState, type ReactElement } from 'react';
import type { BindingView } from '../../shared/bindings.js';
import type { Reader } from '../../shared/readers.js';
import type { RunState } from '../../shared/run.js';
import { useTranslation } from '../i18n/i18n.js';
import { lineRefText } from '../prepared/prepared-text.js';
import { useProjection } from '../state/station.js';
import { readerInTurn, type NextCard } from './next-card.js';

interface CardLineProps {
  readonly card: NextCard;
  readonly next: NonNullable<RunState['next']>;
  /** The binding whose card must be taken out and kept apart; null if none. */
  readonly apart: BindingView | null;
}

/** What to do with the card for the current person, in one line. */
export function CardLine({ card, next, apart }: CardLineProps): ReactElement {
  const readers = useProjection(({ readers }) => readers);
  const { t } = useTranslation();
  const lastReader = useProjection(({ bindings }) => bindings[0]?.readerName ?? null);
  const reader = readerInTurn(readers, lastReader);
  const said = apart !== null ? t('run.takeOut') : sayCard(t, card, next, readers, readers.length > 1 ? (reader?.name ?? null) : null);
  const isBad = apart !== null || card.state === 'otherwise';
  // Announced to screen readers once it no longer changes.
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(setSettled, 300, said);
    return () => {
      clearTimeout(timer);
    };
  }, [said]);
  return (
    <>
      <p className={`notice ${isBad ? 'bad' : 'quiet'} run-card`} data-testid="run-card" data-state={apart === null ? card.state : 'apart'}>
        {said}
      </p>
      <p className="hidden" role="status">
        {settled}
      </p>
    </>
  );
}

function sayCard(
  t: TFunction,
  card: NextCard,
  { prepared }: CardLineProps['next'],
  readers: readonly Reader[],
  reader: string | null,
): string {
  switch (card.state) {
    case 'ready':
      return t('run.ready', { reader: readerOf(readers, card.presentationId) });
    case 'asking':
      return t('run.asking');
    case 'otherwise': {
      const facts = { reader: readerOf(readers, card.presentationId) };
      return card.said.check === 'none' ? t('run.noLine', facts) : t('run.otherCard', { ...facts, source: lineRefText(t, card.said.by) });
    }
    case 'none':
      if (prepared !== null)
        return reader === null
          ? t('run.putInPreparedAny', { card: prepared.card })
          : t('run.putInPrepared', { card: prepared.card, reader });
      return reader === null ? t('run.putInAny') : t('run.putIn', { reader });
  }
}

function readerOf(readers: readonly Reader[], presentationId: number): string {
  return readers.find(({ state }) => state.state === 'card' && state.presentationId === presentationId)?.name ?? '';
}
