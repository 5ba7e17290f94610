import { GraduationCap } from 'lucide-react';
import { memo, useEffect, type ReactElement } from 'react';
import { create } from 'zustand';
import type { BindingView } from '../../shared/bindings.js';
import type { Reader } from '../../shared/readers.js';
import type { TrainingCard, TrainingState } from '../../shared/training.js';
import { useTranslation } from '../i18n/i18n.js';
import { call } from '../state/client.js';
import { useProjection } from '../state/station.js';
import { useDesk } from './desk-state.js';
import { isAnyQueued, lessonStep } from './lesson.js';
import { TrainingButton } from './training-button.js';
import { nextCard } from './training-cards.js';

/** What the lesson must remember, because a queued binding does not stay queued. */
const useLesson = create<{ readonly wasQueued: boolean }>(() => ({ wasQueued: false }));

/**
 * Shown where a card is needed: the next training card, one press away, and the next step of the first lesson; nothing outside
 * training mode.
 */
export const TrainingInsert = memo(function TrainingInsert(): ReactElement | null {
  const training = useProjection((state) => state.training);
  return training === null ? null : <Lesson training={training} />;
});

function Lesson({ training }: { readonly training: TrainingState }): ReactElement | null {
  const { t } = useTranslation();
  const all = useProjection((state) => state.readers);
  const bindings = useProjection((state) => state.bindings);
  const isConfirming = useDesk(({ step }) => step.step === 'confirming');
  const { wasQueued } = useLesson();
  const isQueued = isAnyQueued(bindings);
  useEffect(() => {
    if (isQueued) useLesson.setState({ wasQueued: true });
  }, [isQueued]);
  const { readers, cards, nextAnswer } = training;
  const reader = readers[0];
  if (reader === undefined) return null;
  const inReader = cards.find(({ insertedIn }) => insertedIn !== null);
  const { part, step } = lessonStep({
    bindings,
    wasQueued,
    nextAnswer,
    card: inReader === undefined ? 'none' : cardIn(all, bindings),
    isConfirming,
  });
  const next = nextCard(cards, bindings);
  const asksForAnswer = step === 'refuse' || step === 'fail';
  const putIn = ({ cardNumber }: TrainingCard): void => {
    void call('training/insertCard', { readerId: reader.readerId, cardNumber });
  };
  // The card is taken out of the reader it was put into.
  const full = inReader?.insertedIn ?? null;
  return (
    <section
      className="panel training-insert"
      aria-label={t('training.lesson.title')}
      data-testid="lesson"
      data-step={step}
      data-keys="own"
    >
      <p>
        <GraduationCap aria-hidden size={20} />
        <span>
          {part < 4 && step !== 'take-out' && <strong>{t('training.lesson.part', { part: String(part) })} </strong>}
          {t(`training.lesson.${step}`)}
        </span>
      </p>
      {asksForAnswer && (
        <TrainingButton
          onPress={() => {
            void call('training/setNextAnswer', { nextAnswer: step });
          }}
        >
          {t(`training.lesson.make.${step}`)}
        </TrainingButton>
      )}
      {full === null &&
        next !== undefined &&
        (asksForAnswer ? (
          <button
            type="button"
            className="button"
            onClick={() => {
              putIn(next);
            }}
          >
            {t('training.putIn')}
          </button>
        ) : (
          <TrainingButton
            onPress={() => {
              putIn(next);
            }}
          >
            {t('training.putIn')}
          </TrainingButton>
        ))}
      {full !== null && (step === 'take-out' || step === 'unreadable' || step === 'done') && (
        <TrainingButton
          onPress={() => {
            void call('training/removeCard', { readerId: full });
          }}
        >
          {t('training.lesson.takeOutNow')}
        </TrainingButton>
      )}
    </section>
  );
}

/** Returns the state of the card in the readers; a card just put in is being read first. */
function cardIn(readers: readonly Reader[], bindings: readonly BindingView[]): 'reading' | 'unreadable' | 'fresh' | 'used' {
  const cards = readers.flatMap(({ state }) => (state.state === 'card' ? [state.identification] : []));
  const identified = cards.flatMap((card) => (card.state === 'identified' ? [card.cardId.text] : []));
  if (identified.some((id) => bindings.some(({ cardId }) => cardId.text === id))) return 'used';
  if (identified.length > 0) return 'fresh';
  return cards.some(({ state }) => state === 'unidentified') || readers.some(({ state }) => state.state === 'mute')
    ? 'unreadable'
    : 'reading';
}
