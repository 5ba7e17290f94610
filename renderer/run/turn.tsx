import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { StationError } from '../../shared/errors.js';
import type { RunState } from '../../shared/run.js';
import { personName, templateName } from '../bindings/person.js';
import { AccountNotice, AlikeNotice, Portrait, usePersonDetails } from '../bindings/portrait.js';
import { Notice } from '../design/notice.js';
import { choose, useDesk } from '../desk/desk-state.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { call } from '../state/client.js';
import { isDialogOpen, onceNoDialogIsOpen } from '../state/screens.js';
import { useProjection } from '../state/station.js';
import { CardLine } from './card-line.js';
import { SetAside } from './set-aside.js';
import { useApartInReader, useNextCard } from './use-next-card.js';
import { useOpening } from './use-opening.js';

interface TurnProps {
  readonly run: RunState;
  readonly next: NonNullable<RunState['next']>;
}

/** Key that sets the current person aside; no scanner types it, and no hand rests on it. */
const ASIDE_KEY = 'F8';

/** The current person, large, and what to do with the card. The confirm step opens automatically when their card is in a reader. */
export function Turn({ run, next }: TurnProps): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { request, place } = next;
  const { person, requestId } = request;
  const details = usePersonDetails(person.userId);
  const card = useNextCard(next);
  const apart = useApartInReader();
  const isListed = useProjection(({ requests }) => requests.byId.has(requestId));
  const isChoosing = useDesk(({ step }) => step.step === 'choosing');
  const may = useIsAllowed('bindings/confirm');
  const canLook = card.state === 'ready' && isListed && may;
  const lookButton = useRef<HTMLButtonElement>(null);
  const [asking, setAsking] = useState<number | null>(null);
  const [error, setError] = useState<StationError | null>(null);
  const [last, setLast] = useState<{ readonly name: string; readonly slip: number } | null>(null);
  // The person it was asked about may have been bound meanwhile.
  useOpening(requestId, isListed, card, apart !== null || asking === place);
  useEffect(
    () => (canLook && isChoosing ? onceNoDialogIsOpen(() => lookButton.current?.focus()) : undefined),
    [canLook, isChoosing, requestId],
  );
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== ASIDE_KEY || event.repeat || isDialogOpen() || !may) return;
      event.preventDefault();
      setAsking(place);
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
    };
  }, [place, may]);
  const setAside = async (reason: string): Promise<void> => {
    const name = personName(t, person);
    setAsking(null);
    const answer = await call('run/setAside', { runId: run.runId, place, reason });
    setError(answer.ok ? null : answer.error);
    setLast(answer.ok ? { name, slip: answer.value.slipNumber } : null);
  };
  return (
    <>
      <section className="panel run-turn" aria-label={t('run.turn')} data-testid="run-turn" data-place={place}>
        <p className="run-place" data-testid="run-place">
          {t('run.progress', { place: number(place), total: number(run.total) })}
        </p>
        <div className="run-person">
          <Portrait person={person} details={details} />
          <div>
            <p className="run-name" data-testid="run-name" role="status">
              {personName(t, person)}
            </p>
            {person.state === 'resolved' && (
              <p className="run-second">{[person.department, person.employeeId].filter((part) => part !== '').join(' · ')}</p>
            )}
            <p className="quiet">{templateName(t, request)}</p>
            {next.prepared !== null && (
              <p className="quiet">
                {t('run.card', { card: next.prepared.card, file: next.prepared.file, line: String(next.prepared.line) })}
              </p>
            )}
          </div>
        </div>
        <AccountNotice details={details} />
        <AlikeNotice details={details} />
        {!isListed && isChoosing && <p className="notice warn">{t('run.notListed')}</p>}
        <CardLine card={card} next={next} apart={apart} />
        <div className="run-buttons">
          <button
            ref={lookButton}
            type="button"
            className="button primary"
            disabled={!canLook}
            data-testid="run-look"
            onClick={() => {
              if (card.state === 'ready') choose(requestId, card.presentationId);
            }}
          >
            {t('run.look')}
          </button>
          <button
            type="button"
            className="button key-hint"
            disabled={!may}
            aria-keyshortcuts={ASIDE_KEY}
            onClick={() => {
              setAsking(place);
            }}
          >
            {t('run.setAside')} <kbd>{ASIDE_KEY}</kbd>
          </button>
          <NotAllowed call="bindings/confirm" />
        </div>
      </section>
      {error !== null && <Notice tone="bad" title={t('run.notSetAside')} text={errorText(t, error)} />}
      {last !== null && (
        <p className="notice warn" role="status" data-testid="run-was-set-aside">
          {t('run.wasSetAside', { name: last.name, slip: number(last.slip) })}
        </p>
      )}
      {asking === place && (
        <SetAside
          name={personName(t, person)}
          onReason={(reason) => void setAside(reason)}
          onCancel={() => {
            setAsking(null);
          }}
        />
      )}
    </>
  );
}
