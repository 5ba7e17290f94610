import { useState, type ReactElement } from 'react';
import type { TrainingState } from '../../shared/training.js';
import { useTranslation } from '../i18n/i18n.js';
import { call } from '../state/client.js';
import { useProjection } from '../state/station.js';
import { TrainingButton } from './training-button.js';
import { nextCard, trainingCardText } from './training-cards.js';

/**
 * The training cards where a card is needed: the next blank one is one press away, any other can be selected; nothing outside
 * training mode.
 */
export function TrainingOffer(): ReactElement | null {
  const training = useProjection((state) => state.training);
  return training === null ? null : <Offer training={training} />;
}

function Offer({ training: { readers, cards } }: { readonly training: TrainingState }): ReactElement | null {
  const { t } = useTranslation();
  const bindings = useProjection((state) => state.bindings);
  const [chosen, setChosen] = useState<number | null>(null);
  const onTable = cards.filter(({ insertedIn }) => insertedIn === null);
  const card = onTable.find(({ cardNumber }) => cardNumber === chosen) ?? nextCard(cards, bindings) ?? onTable[0];
  // A card in the reader cannot be used and is replaced.
  const reader = readers.find(({ readerId }) => cards.some(({ insertedIn }) => insertedIn === readerId)) ?? readers[0];
  if (reader === undefined || card === undefined) return null;
  return (
    <div className="training-offer" data-testid="training-offer" data-keys="own">
      <label className="field">
        <span>{t('training.choose')}</span>
        <select
          value={card.cardNumber}
          onChange={({ target }) => {
            setChosen(Number(target.value));
          }}
        >
          {onTable.map((one) => (
            <option key={one.cardNumber} value={one.cardNumber}>
              {trainingCardText(t, one, bindings)}
            </option>
          ))}
        </select>
      </label>
      <TrainingButton
        takesFocus
        onPress={() => {
          void call('training/insertCard', { readerId: reader.readerId, cardNumber: card.cardNumber });
        }}
      >
        {t('training.putIn')}
      </TrainingButton>
    </div>
  );
}
