import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { isInTheWay } from '../../shared/card-standing.js';
import { serialObjection } from '../../shared/printed-serial.js';
import type { Reader } from '../../shared/readers.js';
import type { RequestView } from '../../shared/requests.js';
import { CardFacts } from '../bindings/card-facts.js';
import { personName } from '../bindings/person.js';
import { Dialog } from '../design/dialog.js';
import { Facts } from '../design/facts.js';
import { Fold } from '../design/fold.js';
import { useTranslation } from '../i18n/i18n.js';
import { keyWatch } from '../keys/key-watch.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { useProjection } from '../state/station.js';
import { useShownStandings } from '../state/card-standing.js';
import { useStockJudgement } from '../state/stock-judgement.js';
import { printedOn } from '../stock/printed-serial.js';
import { cardIdOf, CardSide, identifiedCard, UnexpectedKind } from './confirm-card.js';
import { CardStandingLine, RefusedBefore } from './card-standing.js';
import { PersonSide } from './confirm-person.js';
import { cancel, confirm, type Step } from './desk-state.js';
import { PreparedInDialog, usePairCheck } from './prepared-note.js';
import { SerialField } from './serial-field.js';
import { targetOf, useUnchanged } from './use-unchanged.js';

type OpenStep = Extract<Step, { step: 'confirming' | 'sending' }>;

/** Person and card side by side before anything is bound. What the operator compares is large; details are one key away. */
export function ConfirmDialog({ step }: { readonly step: OpenStep }): ReactElement {
  const { t } = useTranslation();
  const { requestId, presentationId } = step;
  const sending = step.step === 'sending';
  // The request as it was when the dialog opened: the main process removes it from the list while it is being sent.
  const listed = useProjection(({ requests }) => requests.byId.get(requestId));
  const [asOpened] = useState(listed);
  const request = useUnchanged(listed, asOpened);
  const readers = useProjection(({ readers }) => readers);
  const meant = readers.find(({ state }) => state.state !== 'empty' && state.presentationId === presentationId);
  const pair = usePairCheck(requestId, meant === undefined ? null : presentationId);
  const prepared = useProjection((state) =>
    state.prepared.cards.find(
      (card) => card.presentationId === presentationId && 'request' in card.outcome && card.outcome.request.requestId === requestId,
    ),
  );
  const byItself = step.step === 'confirming' && step.byItself;
  const may = useIsAllowed('bindings/confirm');
  const card = identifiedCard(meant);
  const judgement = useStockJudgement(presentationId ?? 0, card !== null);
  const confirmSerial = useProjection(({ stock }) => stock.confirmSerial);
  const [entry, setEntry] = useState({ presentationId, text: '' });
  // The entry applies only to the card that was there when it was made.
  const entered = entry.presentationId === presentationId ? entry.text : '';
  // Nothing can be compared until the stock has answered.
  const objection = !confirmSerial ? null : judgement === null ? 'not-entered' : serialObjection(judgement.card, entered);
  // The standing as its reader shows it. A missing answer disables nothing, because the main process checks again.
  const standing = useShownStandings((standings) => (card === null ? undefined : standings[card.presentationId]));
  const isHeldBack = standing !== undefined && isInTheWay(standing);
  const ready = may && !sending && request !== undefined && card !== null && pair.mayBind && objection === null && !isHeldBack;
  const bindButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // While a number is being typed or scanned, the focus stays in its field.
    if (ready && !confirmSerial) bindButton.current?.focus();
  }, [ready, confirmSerial]);
  const onBind = (): void => {
    // A dialog that opened automatically may appear under a finger that was about to touch something else.
    if (byItself && !keyWatch().isSettled) keyWatch().ignoreEarly();
    else if (request !== undefined && meant !== undefined)
      void confirm({ ...targetOf(request), cardId: cardIdOf(meant) }, confirmSerial ? entered : undefined);
  };
  // Keys are ignored for a while whenever any of this changes.
  const shows = JSON.stringify([
    request,
    presentationId,
    meant === undefined ? null : cardIdOf(meant),
    pair.said,
    pair.error?.code,
    prepared?.server,
    judgement,
    objection === null,
    isHeldBack,
  ]);

  return (
    <Dialog title={t('confirm.title')} testId="confirm" className="confirm" wide held={sending} shows={shows} onClose={cancel}>
      {!sending && meant !== undefined && <PreparedInDialog pair={pair} card={prepared} byItself={byItself} />}
      <div className="side-by-side">
        {request !== undefined && <PersonSide request={request} />}
        <CardSide
          readers={readers}
          meant={meant}
          presentationId={presentationId}
          sending={sending}
          judgement={judgement}
          heldBack={isHeldBack && !sending ? <CardStandingLine standing={standing} isAskedFor /> : null}
          known={<RefusedBefore standing={standing} />}
          serial={
            confirmSerial && !sending && !isHeldBack ? (
              <SerialField
                entered={entered}
                objection={objection}
                onEntered={(text) => {
                  setEntry({ presentationId, text });
                }}
              />
            ) : null
          }
        />
      </div>
      {request !== undefined && <Details request={request} meant={meant} />}
      {request !== undefined && meant?.state.state === 'card' && <UnexpectedKind request={request} card={meant.state} />}
      {!may && (
        <div className="notice warn" role="alert">
          <NotAllowed call="bindings/confirm" />
        </div>
      )}
      <footer className="dialog-foot">
        {request !== undefined && meant !== undefined && (
          <span className="confirm-pair" aria-hidden>
            <strong>{personName(t, request.person)}</strong> · {(objection === null ? printedOn(judgement) : null) ?? cardIdOf(meant)}
          </span>
        )}
        <span className="quiet">{sending ? t('confirm.sending') : t(ready ? 'confirm.keys' : 'confirm.keysCancel')}</span>
        <Button className="button" isDisabled={sending} onPress={cancel}>
          {t('confirm.no')}
        </Button>
        <button
          ref={bindButton}
          type="button"
          className="button primary"
          disabled={!ready}
          // Enter presses this button from anywhere in the dialog except another button.
          data-enter
          onClick={onBind}
        >
          {t('confirm.yes')}
        </button>
      </footer>
    </Dialog>
  );
}

/** Ids and bytes. They are not compared with a card or a face, but are needed when something is wrong. */
function Details({ request, meant }: { readonly request: RequestView; readonly meant: Reader | undefined }): ReactElement {
  const { t } = useTranslation();
  const card = identifiedCard(meant);
  return (
    <Fold title={t('confirm.details')} testId="confirm-details">
      <div className="side-by-side">
        <Facts
          facts={[
            { name: t('request.id'), value: request.requestId, mono: true },
            { name: t('person.userId'), value: request.person.userId, mono: true },
          ]}
        />
        {card?.identification.state === 'identified' && (
          <CardFacts atr={card.atr} cardId={card.identification.cardId} otherId={card.identification.otherId} full />
        )}
      </div>
    </Fold>
  );
}
