import { Ban, CircleAlert, CircleCheck, CircleHelp, Clock, LoaderCircle, Undo2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { isKeptApart, isInFlight, boundAttentionReason, type BindingState, type BindingView } from '../../shared/bindings.js';
import type { Reader } from '../../shared/readers.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { bindingStateText } from '../i18n/sentences.js';
import { Decisions } from './decisions.js';
import { personName } from './person.js';
import { PrintPaper } from './print-paper.js';
import { abandonText } from './abandon-text.js';
import { handOverText } from './hand-over-text.js';

const icons = {
  intended: LoaderCircle,
  submitting: LoaderCircle,
  bound: CircleCheck,
  refused: Ban,
  waiting: Clock,
  uncertain: CircleHelp,
  attention: CircleAlert,
  withdrawn: Undo2,
  'given-up': Undo2,
} as const;

/** Returns the severity of a state, for its color; an icon or text always says the same. */
export function toneOf({ state }: BindingState): 'good' | 'warn' | 'bad' | 'quiet' {
  switch (state) {
    case 'bound':
      return 'good';
    case 'refused':
    case 'attention':
      return 'bad';
    case 'waiting':
    case 'uncertain':
      return 'warn';
    case 'intended':
    case 'submitting':
    case 'withdrawn':
    case 'given-up':
      return 'quiet';
  }
}

/** Icon of a state. */
export function StateIcon({ state, size = 20 }: { readonly state: BindingState; readonly size?: number }): ReactElement {
  const Icon = icons[state.state];
  const turning = isInFlight(state);
  return <Icon aria-hidden size={size} className={turning ? 'turning' : undefined} />;
}

/** Returns the severity of a binding, including what became of its request. */
export function toneOfBinding(binding: BindingView): ReturnType<typeof toneOf> {
  if (boundAttentionReason(binding) !== null) return 'warn';
  return binding.abandon?.state === 'abandoned' ? 'quiet' : toneOf(binding.state);
}

/** Icon of a binding: an error icon if a bound one needs attention, the icon of withdrawn ones if its request was abandoned. */
export function BindingIcon({ binding, size = 20 }: { readonly binding: BindingView; readonly size?: number }): ReactElement {
  if (boundAttentionReason(binding) !== null) return <CircleAlert aria-hidden size={size} />;
  return binding.abandon?.state === 'abandoned' ? <Undo2 aria-hidden size={size} /> : <StateIcon state={binding.state} size={size} />;
}

/** The short number of a card kept apart, which distinguishes it from other cards in the tray. */
export function SlipNumber({ binding: { state, slipNumber } }: { readonly binding: BindingView }): ReactElement | null {
  const { t } = useTranslation();
  if (slipNumber === undefined || !isKeptApart(state)) return null;
  return (
    <p className="slip-number" data-testid="slip-number">
      {t('slip.number', { number: String(slipNumber) })}
    </p>
  );
}

interface OutcomeProps {
  readonly binding: BindingView;
  readonly readers: readonly Reader[];
  /** Whether something is known against the card now. */
  readonly isAgainstCard: boolean;
}

/** The result of a binding, large: what happened, what was kept, the next step, and the server's message. */
export function Outcome({ binding, readers, isAgainstCard }: OutcomeProps): ReactElement {
  const { t } = useTranslation();
  const { time } = useFormats();
  const { state, request, cardId, slipNumber, abandon } = binding;
  const error = 'error' in state ? state.error : null;
  const message = error !== null && 'message' in error ? error.message : '';
  const correlationId = error !== null && 'correlationId' in error ? error.correlationId : null;
  const uri = state.state === 'bound' ? state.smartcardUri : null;
  return (
    <div className={`outcome ${toneOfBinding(binding)}`} data-testid="outcome" data-state={state.state}>
      <div className="outcome-head">
        <BindingIcon binding={binding} size={30} />
        <div>
          <SlipNumber binding={binding} />
          <strong className="outcome-name">{personName(t, request.person)}</strong>
          <p>
            {[bindingStateText(t, binding, time), handOverText(t, binding, readers), abandon === undefined ? null : abandonText(t, abandon)]
              .filter((part) => part !== null)
              .join(' ')}
          </p>
        </div>
      </div>
      {error !== null && 'status' in error && (
        <p className="outcome-said quiet">
          {t('outcome.http', { status: String(error.status) })}
          {message !== '' && `. ${t('outcome.said', { message })}`}
        </p>
      )}
      {state.state === 'refused' && (
        <p>
          {!isAgainstCard && `${t('card.standing.refusedFree')} `}
          {t('outcome.refusedNext')}
        </p>
      )}
      {slipNumber !== undefined && isKeptApart(state) && state.state !== 'refused' && (
        <p>{t('slip.hint', { number: String(slipNumber) })}</p>
      )}
      {(state.state === 'waiting' || state.state === 'uncertain' || state.state === 'attention') && <p>{t('outcome.kept')}</p>}
      <PrintPaper key={`print ${binding.bindingId}`} binding={binding} />
      <Decisions key={binding.bindingId} binding={binding} />
      <dl className="facts">
        {uri !== null && (
          <>
            <dt>{t('outcome.smartcard')}</dt>
            <dd className="mono" data-testid="smartcard">
              {uri}
            </dd>
          </>
        )}
        <dt>{t('card.id')}</dt>
        <dd className="mono">{cardId.text}</dd>
        {correlationId !== null && (
          <>
            <dt>{t('outcome.correlation')}</dt>
            <dd className="mono">{correlationId}</dd>
          </>
        )}
      </dl>
    </div>
  );
}
