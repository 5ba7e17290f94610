import { GraduationCap } from 'lucide-react';
import { memo, useState, type ReactElement } from 'react';
import { trainingApprovers } from '../../shared/training-approvers.js';
import { trainingStateSchema, type TrainingState } from '../../shared/training.js';
import { useTranslation } from '../i18n/i18n.js';
import { call } from '../state/client.js';
import { useProjection } from '../state/station.js';
import { nextCard, trainingCardText } from './training-cards.js';

const answers = trainingStateSchema.shape.nextAnswer.options;

/** Training panel: cards to put into the training readers, and what the server will answer next; nothing outside training mode. */
export const TrainingPanel = memo(function TrainingPanel(): ReactElement | null {
  const training = useProjection((state) => state.training);
  return training === null ? null : <Panel training={training} />;
});

function Panel({ training }: { readonly training: TrainingState }): ReactElement {
  const { t } = useTranslation();
  const bindings = useProjection((state) => state.bindings);
  // A real reader hides those of training.
  const isReal = useProjection((state) => state.readers.some(({ kind }) => kind === 'pcsc'));
  const fourEyes = useProjection((state) => state.fourEyes.length > 0);
  const [chosen, setChosen] = useState<number | null>(null);
  const { readers, cards, nextAnswer } = training;
  const onTable = cards.filter(({ insertedIn }) => insertedIn === null);
  const card = onTable.find(({ cardNumber }) => cardNumber === chosen) ?? nextCard(cards, bindings) ?? onTable[0];
  const nameOf = (one: (typeof cards)[number]): string => trainingCardText(t, one, bindings);

  return (
    <section className="panel side-panel training-panel" aria-label={t('training.panel')} data-testid="training" data-keys="own">
      <h2>
        <GraduationCap aria-hidden size={20} /> {t('training.panel')}
      </h2>
      {readers.length > 0 && <p className="quiet">{t('training.hint')}</p>}
      {readers.length === 0 && isReal && <p className="quiet">{t('training.noReaders')}</p>}
      {readers.length > 0 && (
        <label className="field">
          <span>{t('training.choose')}</span>
          <select
            value={card?.cardNumber ?? ''}
            onChange={({ target }) => {
              setChosen(Number(target.value));
            }}
          >
            {onTable.map((one) => (
              <option key={one.cardNumber} value={one.cardNumber}>
                {nameOf(one)}
              </option>
            ))}
          </select>
        </label>
      )}
      <ul className="training-readers">
        {readers.map(({ readerId, name }) => {
          const inside = cards.find(({ insertedIn }) => insertedIn === readerId);
          return (
            <li key={readerId}>
              <span>
                <strong>{name}</strong> <span className="quiet">{inside === undefined ? t('training.emptyReader') : nameOf(inside)}</span>
              </span>
              {inside === undefined ? (
                <button
                  type="button"
                  className="button"
                  disabled={card === undefined}
                  onClick={() => {
                    if (card !== undefined) void call('training/insertCard', { readerId, cardNumber: card.cardNumber });
                  }}
                >
                  {t('training.insert', { reader: name })}
                </button>
              ) : (
                <button
                  type="button"
                  className="button"
                  onClick={() => {
                    void call('training/removeCard', { readerId });
                  }}
                >
                  {t('training.remove')}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <label className="field">
        <span>{t('training.next')}</span>
        <select
          value={nextAnswer}
          onChange={({ target }) => {
            const answer = answers.find((one) => one === target.value);
            if (answer !== undefined) void call('training/setNextAnswer', { nextAnswer: answer });
          }}
        >
          {answers.map((answer) => (
            <option key={answer} value={answer}>
              {t(`training.answer.${answer}`)}
            </option>
          ))}
        </select>
      </label>
      {fourEyes &&
        trainingApprovers.map(({ account, password, role }) => (
          <p key={account} className="quiet" data-testid="training-approver">
            {t('approval.training', { account, password, role: t(`roles.name.${role}`) })}
          </p>
        ))}
    </section>
  );
}
