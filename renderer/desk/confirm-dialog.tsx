import type { TFunction } from 'i18next';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { expectedInstead, type ExpectedKinds } from '../../shared/card-kind.js';
import { kindOf } from '../../shared/cards.js';
import type { Reader, ReaderState } from '../../shared/readers.js';
import type { RequestRules, RequestView } from '../../shared/requests.js';
import type { StockJudgement } from '../../shared/stock.js';
import { Dialog } from '../design/dialog.js';
import { useFormats } from '../i18n/format.js';
import { useCardKnowledge } from '../state/card-knowledge.js';
import type { Projection } from '../state/projection.js';
import { useStockJudgement } from '../state/stock-judgement.js';
import { PrintedSerial } from '../stock/printed-serial.js';
import { StockWord } from '../stock/stock-word.js';
import { CardFacts } from '../bindings/card-facts.js';
import { keyWatch } from '../keys/key-watch.js';
import { cancel, chooseCard, confirm, type Step } from './desk-state.js';
import { useDrawnStep } from './drawn-step.js';
import { PreparedInDialog, useSaidOfPair } from './prepared-note.js';
import { personName, templateName, typeName } from '../bindings/person.js';
import { AccountNotice, AlikeNotice, PersonAge, Portrait, usePersonDetails } from '../bindings/portrait.js';
import { Barred, useMay } from '../roles/may.js';
import { sayUnusableCard } from './unusable-card.js';
import { bindableHere } from './offer.js';
import { sayNote } from './say-bindable.js';
import { meantBy, useUnchanged } from './use-unchanged.js';

type OpenStep = Extract<Step, { step: 'confirming' | 'sending' }>;

/** Person and card side by side, in full, before anything is bound. */
export function ConfirmDialog({ projection }: { readonly projection: Projection }): ReactElement | null {
  const step = useDrawnStep();
  if (step.step !== 'confirming' && step.step !== 'sending') return null;
  return <OpenDialog step={step} projection={projection} />;
}

function OpenDialog({ step, projection }: { readonly step: OpenStep; readonly projection: Projection }): ReactElement {
  const { t } = useTranslation();
  const { requestId, presentationId } = step;
  const sending = step.step === 'sending';
  // The request as it was when the dialog opened: while it is sent, main takes it out of the list.
  const [asOpened] = useState(() => projection.requests.byId.get(requestId));
  const request = useUnchanged(projection.requests.byId.get(requestId), asOpened);
  const meant = projection.readers.find(({ state }) => state.state !== 'empty' && state.presentationId === presentationId);
  const pair = useSaidOfPair(projection, requestId, meant === undefined ? null : presentationId);
  const prepared = projection.prepared.cards.find(
    (card) => card.presentationId === presentationId && 'request' in card.outcome && card.outcome.request.requestId === requestId,
  );
  const byItself = step.step === 'confirming' && step.byItself;
  const may = useMay('bindings/confirm');
  const ready = may && !sending && request !== undefined && meant !== undefined && isIdentified(meant) && pair.mayBind;
  const bindButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (ready) bindButton.current?.focus();
  }, [ready]);
  const onBind = (): void => {
    // What opened by itself may come up under a finger that was meant for something else.
    if (byItself && !keyWatch().isSettled) keyWatch().ignoreEarly();
    else if (request !== undefined && meant !== undefined) void confirm({ ...meantBy(request), cardId: cardIdOf(meant) });
  };
  const judgement = useStockJudgement(presentationId ?? 0, meant !== undefined && isIdentified(meant));
  // Whatever of this changes puts the keys off until it has been in sight for a while.
  const shows = JSON.stringify([
    request,
    presentationId,
    meant === undefined ? null : cardIdOf(meant),
    pair.said,
    pair.error?.code,
    prepared?.server,
    judgement,
  ]);

  return (
    <Dialog title={t('confirm.title')} testId="confirm" wide held={sending} shows={shows} onClose={cancel}>
      {!sending && meant !== undefined && <PreparedInDialog pair={pair} card={prepared} byItself={byItself} />}
      <div className="side-by-side">
        {request !== undefined && <PersonSide request={request} rules={projection.requestRules} />}
        <CardSide readers={projection.readers} meant={meant} presentationId={presentationId} sending={sending} judgement={judgement} />
      </div>
      {request !== undefined && meant?.state.state === 'card' && (
        <UnexpectedKind expected={projection.expectedKinds} request={request} card={meant.state} />
      )}
      {meant?.state.state === 'card' && <StockWord judgement={judgement} />}
      {!may && (
        <div className="notice warn" role="alert">
          <Barred call="bindings/confirm" />
        </div>
      )}
      <footer className="dialog-foot">
        {request !== undefined && meant !== undefined && (
          <span className="confirm-pair" aria-hidden>
            <strong>{personName(t, request.person)}</strong> · {cardIdOf(meant)}
          </span>
        )}
        <span className="quiet">{sending ? t('confirm.sending') : may && t('confirm.keys')}</span>
        <Button className="button" isDisabled={sending} onPress={cancel}>
          {t('confirm.no')}
        </Button>
        <button
          ref={bindButton}
          type="button"
          className="button primary"
          disabled={!ready}
          // Enter presses it from anywhere in the dialog but another button.
          data-enter
          onClick={onBind}
        >
          {t('confirm.yes')}
        </button>
      </footer>
    </Dialog>
  );
}

function PersonSide({ request, rules }: { readonly request: RequestView; readonly rules: RequestRules }): ReactElement {
  const { t } = useTranslation();
  const { date, age } = useFormats();
  const [openedAt] = useState(() => Date.now());
  const { person } = request;
  const details = usePersonDetails(person.userId);
  const said = bindableHere(request, rules);
  return (
    <section className="side" aria-label={t('confirm.person')}>
      <div className="side-head">
        <Portrait person={person} details={details} />
        <div>
          <p className="side-name" data-testid="confirm-person">
            {personName(t, person)}
          </p>
          {person.state === 'resolved' && <p className="quiet">{person.department}</p>}
        </div>
      </div>
      <AccountNotice details={details} />
      <AlikeNotice details={details} />
      <PersonAge details={details} />
      {person.state === 'unresolved' && <p className="notice warn">{t('confirm.unresolved')}</p>}
      {said.bindable && said.notes.length > 0 && (
        <p className="notice quiet" data-testid="bindable-note">
          {said.notes.map((note) => sayNote(t, note, request)).join(' ')}
        </p>
      )}
      <dl className="facts">
        {person.state === 'resolved' && (
          <>
            <dt>{t('person.account')}</dt>
            <dd>{person.account}</dd>
            <dt>{t('person.employeeId')}</dt>
            <dd>{person.employeeId}</dd>
          </>
        )}
        <dt>{t('request.type')}</dt>
        <dd>{typeName(t, request)}</dd>
        <dt>{t('request.template')}</dt>
        <dd>{templateName(t, request)}</dd>
        <dt>{t('request.submitted')}</dt>
        <dd>
          {date(request.submittedAt)} <span className="quiet">({age(request.submittedAt, openedAt)})</span>
        </dd>
        {request.comment !== '' && (
          <>
            <dt>{t('request.comment')}</dt>
            <dd>{request.comment}</dd>
          </>
        )}
        <dt>{t('request.id')}</dt>
        <dd className="mono">{request.requestId}</dd>
        <dt>{t('person.userId')}</dt>
        <dd className="mono">{person.userId}</dd>
      </dl>
    </section>
  );
}

interface UnexpectedKindProps {
  readonly expected: ExpectedKinds;
  readonly request: RequestView;
  readonly card: Extract<ReaderState, { state: 'card' }>;
}

/** A warning where the administrator expects another kind of card for the request's profile template. */
function UnexpectedKind({ expected, request, card: { atr, identification } }: UnexpectedKindProps): ReactElement | null {
  const { t, i18n } = useTranslation();
  const kind = kindOf(identification, useCardKnowledge(atr)?.kindHint ?? 'unknown');
  const kinds = expectedInstead(expected, request.profileTemplate, kind);
  if (kinds === null || identification.state === 'identifying') return null;
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
}

function CardSide({ readers, meant, presentationId, sending, judgement }: CardSideProps): ReactElement {
  const { t } = useTranslation();
  const others = readers.filter((reader) => reader !== meant && isIdentified(reader));
  const card = meant?.state.state === 'card' && meant.state.identification.state === 'identified' ? meant.state : null;
  return (
    <section className="side" aria-label={t('confirm.card')} data-testid="confirm-card">
      {meant !== undefined && card !== null && card.identification.state === 'identified' && (
        <>
          <div className="side-head">
            <span className="card-mark" aria-hidden />
            <div>
              <p className="side-name">{t('confirm.card')}</p>
              <p className="quiet">{meant.name}</p>
            </div>
          </div>
          <PrintedSerial judgement={judgement} />
          <CardFacts atr={card.atr} cardId={card.identification.cardId} otherId={card.identification.otherId} full />
        </>
      )}
      {meant === undefined && !sending && (
        <p className="notice warn" role="alert" data-testid="confirm-why-not">
          {whyNot(t, presentationId, others.length) ?? sayUnusableCard(t, readers) ?? t('confirm.noCard')}
        </p>
      )}
      {meant === undefined &&
        !sending &&
        others.map(({ readerId, name, state }) =>
          state.state === 'card' && state.identification.state === 'identified' ? (
            <div key={readerId} className="other-card">
              <p>
                <strong>{name}</strong>
              </p>
              <CardFacts atr={state.atr} cardId={state.identification.cardId} otherId={state.identification.otherId} />
              <Button
                className="button"
                onPress={() => {
                  chooseCard(state.presentationId);
                }}
              >
                {t('confirm.use')}
              </Button>
            </div>
          ) : null,
        )}
    </section>
  );
}

/** Why there is no card to bind in the dialog just now, though there is or was one; null when there is none. */
function whyNot(t: TFunction, presentationId: number | null, others: number): string | null {
  if (presentationId !== null) return others > 0 ? t('confirm.other') : t('confirm.left');
  return others > 1 ? t('confirm.choose') : null;
}

function cardIdOf({ state }: Reader): string {
  return state.state === 'card' && state.identification.state === 'identified' ? state.identification.cardId.text : '';
}

function isIdentified({ state }: Reader): boolean {
  return state.state === 'card' && state.identification.state === 'identified';
}
