import { memo, useEffect, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { create } from 'zustand';
import { parseAtr } from '../../shared/atr/parse.js';
import type { CardId } from '../../shared/cards.js';
import type { CardKnown } from '../../shared/card-standing.js';
import type { ReaderState } from '../../shared/readers.js';
import { personName } from '../bindings/person.js';
import { Dialog } from '../design/dialog.js';
import { Facts, type Fact } from '../design/facts.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { cardStatusText, cmErrorText, identificationProblemText } from '../i18n/sentences.js';
import { useCardKind, useCardKnowledge } from '../state/card-knowledge.js';
import { useCardKnown } from '../state/card-standing.js';
import { isDialogOpen } from '../state/screens.js';
import { useProjection } from '../state/station.js';
import { atrLines, spacedHex } from './atr-lines.js';
import './cards.css';

/** Key that opens and closes the card details. */
export const DETAILS_KEY = 'F2';

/** Whether the card details are open. */
const useCardDetails = create<{ readonly isOpen: boolean }>(() => ({ isOpen: false }));

/** Opens the card details. */
export function openCardDetails(): void {
  useCardDetails.setState({ isOpen: true });
}

type CardState = Extract<ReaderState, { state: 'card' }>;

/** Everything known about each card in a reader, newest first; opened with F2 from the desk. */
export const CardDetails = memo(function CardDetails(): ReactElement | null {
  const { t } = useTranslation();
  const { isOpen } = useCardDetails();
  const readers = useProjection(({ readers }) => readers);
  const hasCard = readers.some(({ state }) => state.state === 'card');
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== DETAILS_KEY || event.repeat) return;
      if (useCardDetails.getState().isOpen) useCardDetails.setState({ isOpen: false });
      else if (hasCard && !isDialogOpen()) openCardDetails();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
    };
  }, [hasCard]);
  if (!isOpen) return null;
  const close = (): void => {
    useCardDetails.setState({ isOpen: false });
  };
  const present = readers
    .flatMap(({ name, state }) => (state.state === 'card' ? [{ name, card: state }] : []))
    .sort((one, other) => other.card.presentationId - one.card.presentationId);
  return (
    <Dialog title={t('cardDetails.title')} testId="card-details" wide onClose={close}>
      {present.length === 0 && <p className="notice quiet">{t('cardDetails.gone')}</p>}
      {present.map(({ name, card }) => (
        <OneCard key={card.presentationId} reader={name} card={card} />
      ))}
      <footer className="dialog-foot">
        <Button className="button primary" data-enter onPress={close}>
          {t('cardDetails.close')}
        </Button>
      </footer>
    </Dialog>
  );
});

function OneCard({ reader, card }: { readonly reader: string; readonly card: CardState }): ReactElement {
  const { t } = useTranslation();
  const { atr, identification, presentationId } = card;
  const knowledge = useCardKnowledge(atr);
  const cardId = identification.state === 'identified' ? identification.cardId : null;
  const otherId = identification.state === 'identified' ? (identification.otherId ?? null) : null;
  const known = useCardKnown(presentationId, cardId?.text ?? null);
  return (
    <section className="one-card" aria-label={reader} data-testid="one-card">
      <h3>{t(`card.kinds.${useCardKind(card)}`)}</h3>
      <Facts
        facts={[
          { name: t('card.reader'), value: reader },
          { name: t('card.known'), value: knowledge?.names.slice(0, 5).join(t('punctuation.separator')) ?? null, testId: 'details-names' },
          ...(identification.state === 'unidentified'
            ? [{ name: t('cardDetails.problem'), value: identificationProblemText(t, identification.problem) }]
            : []),
          ...useIdFacts(cardId, t('card.id'), 'details-id'),
          ...useIdFacts(otherId, t('card.otherId'), 'details-other-id'),
          ...useKnownFacts(known, cardId !== null),
        ]}
      />
      <AtrInWords atr={atr} />
    </section>
  );
}

function useIdFacts(cardId: CardId | null, name: string, testId: string): readonly Fact[] {
  const { t } = useTranslation();
  if (cardId === null) return [];
  return [
    {
      name,
      testId,
      value: (
        <>
          <span className="mono">{cardId.text}</span> ({t(`card.sources.${cardId.source}`)}
          {t('punctuation.separator')}
          {t('card.sources.raw')} <span className="mono">{cardId.raw}</span>, {t(`cardDetails.order.${cardId.byteOrder}`)})
        </>
      ),
    },
  ];
}

/** Returns what the journal, the stock and the server know about a card. */
function useKnownFacts({ here, atServer, stock }: CardKnown, isIdentified: boolean): readonly Fact[] {
  const { t } = useTranslation();
  const { date } = useFormats();
  if (!isIdentified) return [];
  const asking = t('cardDetails.asking');
  const claim = here?.claim ?? null;
  const hereSaid =
    claim === null
      ? t('cardDetails.hereNone')
      : t('cardDetails.here', {
          state: t(`outcome.short.${claim.state.state}`),
          name: personName(t, claim.request.person),
          date: date(claim.confirmedAt),
        });
  const stockCard = stock?.card ?? null;
  const stockSaid =
    stockCard === null
      ? t('cardDetails.stockNone')
      : [
          t(`stock.word.${stockCard.status}`),
          ...[stockCard.serial, stockCard.location, stockCard.box, stockCard.reason].filter((part) => part !== ''),
          date(stockCard.changedAt),
        ].join(' · ');
  return [
    { name: t('cardDetails.hereName'), value: here === null ? asking : hereSaid, testId: 'details-here' },
    { name: t('cardDetails.stockName'), value: stock === null ? asking : stockSaid, testId: 'details-stock' },
    { name: t('cardDetails.serverName'), value: atServer === null ? asking : serverSaid(), testId: 'details-server' },
  ];

  function serverSaid(): string {
    switch (atServer?.state) {
      case undefined:
        return asking;
      case 'silent':
        return cmErrorText(t, atServer.error);
      case 'not-shown':
        return t('card.standing.notShown');
      case 'known': {
        const { smartcardId, status, owner } = atServer.smartcard;
        return t('cardDetails.server', {
          smartcardId,
          status: cardStatusText(t, status),
          name: owner === null ? t('cardDetails.nobody') : (owner.name ?? owner.userId),
        });
      }
    }
  }
}

function AtrInWords({ atr }: { readonly atr: string }): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  const lines = atrLines(t, number, parseAtr(atr));
  return (
    <div className="atr-in-words" data-testid="atr-in-words">
      <h4>{t('cardDetails.atr.title')}</h4>
      <p className="mono" data-testid="details-atr">
        {spacedHex(atr)}
      </p>
      <Facts facts={lines.map(({ topic, value }) => ({ name: t(`cardDetails.atr.topic.${topic}`), value, testId: `atr-${topic}` }))} />
    </div>
  );
}
