import type { TFunction } from 'i18next';
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { expectedInstead } from '../../shared/card-kind.js';
import type { Identification } from '../../shared/cards.js';
import type { Reader, ReaderState } from '../../shared/readers.js';
import type { RequestView } from '../../shared/requests.js';
import type { StockJudgement } from '../../shared/stock.js';
import { CardFacts } from '../bindings/card-facts.js';
import { templateName } from '../bindings/person.js';
import { useTranslation } from '../i18n/i18n.js';
import { useCardKind } from '../state/card-knowledge.js';
import { useProjection } from '../state/station.js';
import { PrintedSerial } from '../stock/printed-serial.js';
import { StockNotice } from '../stock/stock-notice.js';
import { chooseCard } from './desk-state.js';
import { TrainingOffer } from './training-offer.js';
import { unusableCardText } from './unusable-card-text.js';

type CardState = Extract<ReaderState, { state: 'card' }>;

/** Returns the card in a reader once its id was read; null otherwise. */
export function identifiedCard(reader: Reader | undefined): CardState | null {
  return reader?.state.state === 'card' && reader.state.identification.state === 'identified' ? reader.state : null;
}

/** Returns the id of the card in a reader; empty if it has none. */
export function cardIdOf(reader: Reader): string {
  const identification = identifiedCard(reader)?.identification;
  return identification?.state === 'identified' ? identification.cardId.text : '';
}

/** Returns the kind of a card as text. */
export function useKindWord(card: CardState): string {
  const { t } = useTranslation();
  return t(`card.kinds.${useCardKind(card)}`);
}

interface UnexpectedKindProps {
  readonly request: RequestView;
  readonly card: CardState;
}

/** Warns if the administrator expects another kind of card for the request's profile template. */
export function UnexpectedKind({ request, card }: UnexpectedKindProps): ReactElement | null {
  const { t, language } = useTranslation();
  const kind = useCardKind(card);
  const kinds = expectedInstead(
    useProjection(({ expectedKinds }) => expectedKinds),
    request.profileTemplate,
    kind,
  );
  if (kinds === null || card.identification.state === 'identifying') return null;
  const list = new Intl.ListFormat(language, { type: 'disjunction' });
  return (
    <p className="notice warn" role="alert" data-testid="unexpected-kind">
      {t('confirm.unexpectedKind', {
        template: templateName(t, request),
        expected: list.format(kinds.map((one) => t(`card.kinds.${one}`))),
        kind: t(`card.kinds.${kind}`),
      })}
    </p>
  );
}

interface CardSideProps {
  readonly readers: readonly Reader[];
  /** The reader with the selected card; undefined if the card has left or none is selected yet. */
  readonly meant: Reader | undefined;
  readonly presentationId: number | null;
  readonly sending: boolean;
  /** What the stock says about the selected card. */
  readonly judgement: StockJudgement | null;
  /** Field for the printed serial number, if the settings ask for it; null if the number is shown instead. */
  readonly serial: ReactNode;
  /** Why the selected card cannot be bound; null if nothing known prevents it. */
  readonly heldBack: ReactNode;
  /** Notes about the card that do not prevent the binding. */
  readonly known: ReactNode;
}

/** The card in the confirm step: its kind, and its printed number. */
export function CardSide(props: CardSideProps): ReactElement {
  const { readers, meant, presentationId, sending, judgement, serial, heldBack, known } = props;
  const { t } = useTranslation();
  const others = readers.filter((reader) => reader !== meant && identifiedCard(reader) !== null);
  const card = identifiedCard(meant);
  const asksForCard = (meant === undefined || heldBack !== null) && !sending;
  return (
    <section className="side" aria-label={t('confirm.card')} data-testid="confirm-card">
      {meant !== undefined && card !== null && (
        <>
          <div className="side-head">
            <span className="card-mark" aria-hidden />
            <div className="side-main">
              <CardName card={card} />
              <p className="quiet">{meant.name}</p>
            </div>
          </div>
          {heldBack}
          {known}
          {serial ?? <PrintedSerial judgement={judgement} />}
          <StockNotice judgement={judgement} />
        </>
      )}
      {meant === undefined && !sending && (
        <p className="notice warn" role="alert" data-testid="confirm-why-not">
          {whyNot(t, presentationId, others.length) ?? unusableCardText(t, readers) ?? t('confirm.noCard')}
        </p>
      )}
      {asksForCard && others.length === 0 && <TrainingOffer />}
      {asksForCard &&
        others.map(({ readerId, name, state }) =>
          state.state === 'card' && state.identification.state === 'identified' ? (
            <OtherCard key={readerId} name={name} card={state} identification={state.identification} isOnly={others.length === 1} />
          ) : null,
        )}
    </section>
  );
}

/** Returns why there is no card to bind in the dialog although there is or was one; null if there is none. */
function whyNot(t: TFunction, presentationId: number | null, others: number): string | null {
  if (presentationId !== null) return others > 0 ? t('confirm.other') : t('confirm.left');
  if (others > 0) return t(others > 1 ? 'confirm.choose' : 'confirm.came');
  return null;
}

function CardName({ card }: { readonly card: CardState }): ReactElement {
  return <p className="side-name kind">{useKindWord(card)}</p>;
}

interface OtherCardProps {
  readonly name: string;
  readonly card: CardState;
  readonly identification: Extract<Identification, { state: 'identified' }>;
  /** Whether it is the only other card, so that one press selects it. Of several, none is preselected. */
  readonly isOnly: boolean;
}

/** A card in a reader that is not selected for the request; the operator decides whether to use it. */
function OtherCard({ name, card: { atr, presentationId }, identification, isOnly }: OtherCardProps): ReactElement {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isOnly) button.current?.focus();
  }, [isOnly]);
  return (
    <div className="other-card">
      <p>
        <strong>{name}</strong>
      </p>
      <CardFacts atr={atr} cardId={identification.cardId} otherId={identification.otherId} />
      <button
        ref={button}
        type="button"
        className="button"
        onClick={() => {
          chooseCard(presentationId);
        }}
      >
        {t('confirm.use')}
      </button>
    </div>
  );
}
