import type { TFunction } from 'i18next';
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { expectedInstead, type ExpectedKinds } from '../../shared/card-kind.js';
import type { Identification } from '../../shared/cards.js';
import type { Reader, ReaderState } from '../../shared/readers.js';
import type { RequestView } from '../../shared/requests.js';
import type { StockJudgement } from '../../shared/stock.js';
import type { BindingView } from '../../shared/bindings.js';
import type { TrainingState } from '../../shared/training.js';
import { CardFacts } from '../bindings/card-facts.js';
import { templateName } from '../bindings/person.js';
import { useCardKind } from '../state/card-knowledge.js';
import { PrintedSerial } from '../stock/printed-serial.js';
import { StockWord } from '../stock/stock-word.js';
import { chooseCard } from './desk-state.js';
import { TrainingOffer } from './training-offer.js';
import { sayUnusableCard } from './unusable-card.js';

type CardState = Extract<ReaderState, { state: 'card' }>;

/** The card in a reader, once its id was read; null else. */
export function identifiedCard(reader: Reader | undefined): CardState | null {
  return reader?.state.state === 'card' && reader.state.identification.state === 'identified' ? reader.state : null;
}

/** The id of the card in a reader; empty where it has none. */
export function cardIdOf(reader: Reader): string {
  const identification = identifiedCard(reader)?.identification;
  return identification?.state === 'identified' ? identification.cardId.text : '';
}

/** What sort of card it is, in words. */
export function useKindWord(card: CardState): string {
  const { t } = useTranslation();
  return t(`card.kinds.${useCardKind(card)}`);
}

interface UnexpectedKindProps {
  readonly expected: ExpectedKinds;
  readonly request: RequestView;
  readonly card: CardState;
}

/** A warning where the administrator expects another kind of card for the request's profile template. */
export function UnexpectedKind({ expected, request, card }: UnexpectedKindProps): ReactElement | null {
  const { t, i18n } = useTranslation();
  const kind = useCardKind(card);
  const kinds = expectedInstead(expected, request.profileTemplate, kind);
  if (kinds === null || card.identification.state === 'identifying') return null;
  const list = new Intl.ListFormat(i18n.language, { type: 'disjunction' });
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
  /** The reader with the card that is meant; none when it has left, or was not chosen yet. */
  readonly meant: Reader | undefined;
  readonly presentationId: number | null;
  readonly sending: boolean;
  /** What the stock says of the card that is meant. */
  readonly judgement: StockJudgement | null;
  /** Asks for the serial number printed on the card, where the settings want it; null: it is shown. */
  readonly serial: ReactNode;
  /** Why the card that is meant cannot be bound; null: it can, as far as is known. */
  readonly heldBack: ReactNode;
  /** What is to be known of the card and keeps it from nothing. */
  readonly known: ReactNode;
  /** Null outside training mode. */
  readonly training: TrainingState | null;
  readonly bindings: readonly BindingView[];
}

/** The card of the confirm step: its kind, and the number that is printed on it. */
export function CardSide(props: CardSideProps): ReactElement {
  const { readers, meant, presentationId, sending, judgement, serial, heldBack, known, training, bindings } = props;
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
          <StockWord judgement={judgement} />
        </>
      )}
      {meant === undefined && !sending && (
        <p className="notice warn" role="alert" data-testid="confirm-why-not">
          {whyNot(t, presentationId, others.length) ?? sayUnusableCard(t, readers) ?? t('confirm.noCard')}
        </p>
      )}
      {asksForCard && training !== null && others.length === 0 && <TrainingOffer training={training} bindings={bindings} />}
      {asksForCard &&
        others.map(({ readerId, name, state }) =>
          state.state === 'card' && state.identification.state === 'identified' ? (
            <OtherCard key={readerId} name={name} card={state} identification={state.identification} isOnly={others.length === 1} />
          ) : null,
        )}
    </section>
  );
}

/** Why there is no card to bind in the dialog just now, though there is or was one; null when there is none. */
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
  /** There is no other: taking it is one press away. Of several none is nearer than the others. */
  readonly isOnly: boolean;
}

/** A card that lies in a reader and is not taken for the request: taking it is the operator's to decide. */
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
