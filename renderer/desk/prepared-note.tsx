import type { TFunction } from 'i18next';
import { CircleAlert, ClipboardCheck } from 'lucide-react';
import type { ReactElement } from 'react';
import { isOverridable } from '../../shared/approvals.js';
import type { StationError } from '../../shared/errors.js';
import type { MismatchAction, PreparedCard, PreparedCheck } from '../../shared/prepared.js';
import { personName } from '../bindings/person.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { preparedOutcomeText, lineRefText, serverVerdictText, writtenPersonText } from '../prepared/prepared-text.js';
import { useProjection } from '../state/station.js';
import { useCall } from '../state/use-call.js';
import { choose, useDesk } from './desk-state.js';

/** Below a card in its reader: the person it is prepared for, or why its line cannot be used. */
export function PreparedAtReader({ card }: { readonly card: PreparedCard }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const isChoosing = useDesk((state) => state.step.step === 'choosing');
  const { assignment, outcome, presentationId, server } = card;
  const request = outcome.outcome === 'request' ? outcome.request : null;
  const isSettled = outcome.outcome === 'done' || outcome.outcome === 'under-way';
  if (isSettled) return <></>;
  const objection = server === null ? null : serverVerdictText(t, server);
  return (
    <div
      className={`notice prepared-note ${request === null ? 'warn' : 'quiet'}`}
      data-testid="prepared-at-reader"
      data-outcome={outcome.outcome}
    >
      <ClipboardCheck aria-hidden size={20} />
      <div>
        <strong>{t('prepared.forName', { name: request === null ? sayWhomWritten(card) : personName(t, request.person) })}</strong>
        <p className="quiet">{lineRefText(t, assignment)}</p>
        {request === null && <p>{preparedOutcomeText(t, outcome, formats)}</p>}
        {objection !== null && <p className={`server-word ${objection.tone}`}>{objection.text}</p>}
        {request !== null && isChoosing && (
          <button
            type="button"
            className="button"
            onClick={() => {
              choose(request.requestId, presentationId);
            }}
          >
            {t('prepared.look')}
          </button>
        )}
      </div>
    </div>
  );
}

function sayWhomWritten({ assignment: { person, requestId } }: PreparedCard): string {
  return person.length > 0 ? writtenPersonText(person) : (requestId ?? '');
}

/** What the files say about the pair in the confirm step. */
export interface PairCheck {
  /** Null while unknown. */
  readonly said: PreparedCheck | null;
  readonly otherwise: MismatchAction;
  readonly error: StationError | null;
  /** Whether the pair may be bound as far as the files are concerned, or with a second person's approval. */
  readonly mayBind: boolean;
}

/** Error codes with which the main process refuses the pair. */
const refusalCode = { 'card-for-another': 'card-prepared-for-another', 'request-for-another': 'request-prepared-for-another' } as const;

const nothingSaid: PairCheck = { said: { check: 'none' }, otherwise: 'refuse', error: null, mayBind: true };
const notKnown: PairCheck = { said: null, otherwise: 'refuse', error: null, mayBind: false };

/** Asks the main process what the files say about a card and a request, again whenever the answer may have changed. */
export function usePairCheck(requestId: string, presentationId: number | null): PairCheck {
  const total = useProjection(({ prepared }) => prepared.total);
  const revision = useProjection(({ prepared }) => prepared.revision);
  const fourEyes = useProjection((state) => state.fourEyes);
  const isAsked = total > 0 && presentationId !== null;
  const { value, error } = useCall(
    'prepared/check',
    { requestId, presentationId: presentationId ?? 0 },
    { enabled: isAsked, revision: `${String(total)} ${String(revision)}` },
  );
  if (!isAsked) return nothingSaid;
  if (value === null || error !== null) return { ...notKnown, error };
  const { said, otherwise } = value;
  const isRefused = otherwise === 'refuse' && (said.check === 'card-for-another' || said.check === 'request-for-another');
  return { said, otherwise, error: null, mayBind: !isRefused || isOverridable(refusalCode[said.check], fourEyes) };
}

interface PreparedInDialogProps {
  readonly pair: PairCheck;
  /** The card's line, if it is the selected card. */
  readonly card: PreparedCard | undefined;
  readonly byItself: boolean;
}

/** In the confirm step: the line that prepared this pair, or that a line names another. */
export function PreparedInDialog({ pair: { said, otherwise, error }, card, byItself }: PreparedInDialogProps): ReactElement | null {
  const { t } = useTranslation();
  const fourEyes = useProjection((state) => state.fourEyes);
  const word = card?.server ?? null;
  const objection = word === null ? null : serverVerdictText(t, word);
  const server =
    objection === null ? null : (
      <p className={`notice ${objection.tone}`} role="status" data-testid="prepared-server">
        {objection.text}
      </p>
    );
  if (error !== null) {
    // A card that has left is reported at the card itself.
    if (error.code === 'card-left') return null;
    return (
      <p className="notice bad" role="alert">
        {t('prepared.cannotCheck')} {errorText(t, error)}
      </p>
    );
  }
  if (said === null || said.check === 'none') return server;
  if (said.check === 'fits') {
    return (
      <>
        <p className="notice prepared-fits" data-testid="prepared-fits">
          <ClipboardCheck aria-hidden size={20} />
          <span>
            {t('prepared.fits', { source: lineRefText(t, said.by) })} {byItself && t('prepared.openedItself')}
          </span>
        </p>
        {server}
      </>
    );
  }
  const isRefused = otherwise === 'refuse' && said.check !== 'unclear';
  const canApprove = isRefused && isOverridable(refusalCode[said.check], fourEyes);
  return (
    <>
      <p className={`notice ${isRefused ? 'bad' : 'warn'}`} role="alert" data-testid="prepared-otherwise">
        <CircleAlert aria-hidden size={20} />
        <span>
          {sayOtherwise(t, said)} {said.check !== 'unclear' && t(isRefused ? 'prepared.refuse' : 'prepared.warn')}{' '}
          {canApprove && t('approval.can')}
        </span>
      </p>
      {server}
    </>
  );
}

function sayOtherwise(t: TFunction, said: Exclude<PreparedCheck, { check: 'none' | 'fits' }>): string {
  const source = lineRefText(t, said.by);
  switch (said.check) {
    case 'unclear':
      return t(`prepared.unclear.${said.why}`, { source });
    case 'card-for-another': {
      const written = said.by.person.length > 0 ? writtenPersonText(said.by.person) : (said.by.requestId ?? t('prepared.somebody'));
      return t('prepared.cardForAnother', { name: said.request === null ? written : personName(t, said.request.person), source });
    }
    case 'request-for-another':
      return t('prepared.requestForAnother', { card: said.by.card, source });
  }
}
