import { CircleAlert, CreditCard, LoaderCircle, Nfc, Unplug } from 'lucide-react';
import { memo, type ReactElement } from 'react';
import type { PreparedCard } from '../../shared/prepared.js';
import type { Reader, ReaderState } from '../../shared/readers.js';
import { CardFacts } from '../bindings/card-facts.js';
import { DETAILS_KEY, openCardDetails } from '../cards/card-details.js';
import { useTranslation } from '../i18n/i18n.js';
import { cardText, identificationProblemText, serviceText } from '../i18n/sentences.js';
import { useCardKnowledge } from '../state/card-knowledge.js';
import { useDesk } from './desk-state.js';
import { PreparedAtReader } from './prepared-note.js';
import { useCardStanding } from '../state/card-standing.js';
import { CardStandingLine } from './card-standing.js';
import { useProjection } from '../state/station.js';
import { PrintedSerial } from '../stock/printed-serial.js';
import { StockNotice } from '../stock/stock-notice.js';

/** Every reader and the card in it; if there is no reader, why, and what to do. */
export const ReadersPanel = memo(function ReadersPanel(): ReactElement {
  const { t } = useTranslation();
  const readers = useProjection(({ readers }) => readers);
  const service = useProjection(({ service }) => service);
  const prepared = useProjection((state) => state.prepared.cards);
  const hasTrainingReaders = useProjection(({ training }) => training !== null && training.readers.length > 0);
  const trouble = serviceText(t, service, navigator.userAgent);
  return (
    <section className="panel side-panel" aria-label={t('readers.title')} data-testid="readers">
      <h2>{t('readers.title')}</h2>
      {trouble !== null && !readers.some(({ kind }) => kind === 'virtual') && (
        <Notice tone={service.state === 'down' ? 'warn' : 'quiet'} title={trouble.title} text={trouble.text} />
      )}
      {trouble === null && readers.length === 0 && <Notice tone="quiet" title={t('readers.none')} text={t('readers.noneHint')} />}
      <ul className="readers">
        {readers.map((reader) => (
          <li key={reader.readerId} className="reader" data-state={reader.state.state} data-testid="reader">
            <div className="reader-name">
              <Nfc aria-hidden size={18} />
              <span>{reader.name}</span>
              {reader.kind === 'virtual' && <span className="tag training-tag">{t('readers.virtual')}</span>}
              {reader.state.state === 'empty' && <span className="quiet reader-empty">{t('readers.empty')}</span>}
              {reader.state.state === 'card' && (
                <button type="button" className="reader-details key-hint" onClick={openCardDetails} aria-keyshortcuts={DETAILS_KEY}>
                  {t('cardDetails.button')} <kbd>{DETAILS_KEY}</kbd>
                </button>
              )}
            </div>
            <ReaderCard reader={reader} />
            {prepared.map((card) => isIn(reader, card) && <PreparedAtReader key={card.presentationId} card={card} />)}
          </li>
        ))}
      </ul>
      {!hasTrainingReaders && readers.length > 0 && readers.every(({ state }) => state.state === 'empty') && (
        <p className="insert-hint">
          <CreditCard aria-hidden size={22} /> {t('card.insert')}
        </p>
      )}
    </section>
  );
});

function isIn({ state }: Reader, { presentationId }: PreparedCard): boolean {
  return state.state === 'card' && state.presentationId === presentationId;
}

function ReaderCard({ reader }: { readonly reader: Reader }): ReactElement | null {
  const { t } = useTranslation();
  const { state } = reader;
  if (state.state === 'empty') return null;
  if (state.state === 'mute') return <Notice tone="bad" title={t('card.mute')} text={t('card.muteHint')} />;
  return <PresentCard card={state} />;
}

interface PresentCardProps {
  readonly card: Extract<ReaderState, { state: 'card' }>;
}

function PresentCard({ card: { identification, atr, presentationId } }: PresentCardProps): ReactElement {
  const { t } = useTranslation();
  const cardId = identification.state === 'identified' ? identification.cardId.text : null;
  const { standing, stock: judgement } = useCardStanding(presentationId, cardId);
  const askedFor = useDesk(({ heldBack }) => (heldBack?.presentationId === presentationId ? heldBack.times : 0));
  const confirmSerial = useProjection(({ stock }) => stock.confirmSerial);
  const card = cardText(t, identification, useCardKnowledge(atr));
  switch (identification.state) {
    case 'identifying':
      return (
        <p className="card-state quiet">
          <LoaderCircle aria-hidden size={20} className="turning" /> {t('card.reading')}
        </p>
      );
    case 'unidentified':
      return (
        <>
          {identification.problem.code === 'in-use' ? (
            <Notice tone="warn" title={t('card.inUse')} text={identificationProblemText(t, identification.problem)} />
          ) : (
            <Notice tone="bad" title={t('card.cannot')} text={identificationProblemText(t, identification.problem)} />
          )}
          <CardFacts atr={atr} cardId={null} card={card} />
        </>
      );
    case 'identified': {
      // Favorable standings are hidden if the settings refuse the card, and "used" says nothing new about a bound card.
      const isRefused =
        judgement?.action === 'refuse' &&
        (standing.standing === 'free' || standing.standing === 'reusable' || standing.standing === 'lost');
      // If the number is asked for before binding, it must not be readable on the screen.
      const isAsked = confirmSerial && !('binding' in standing);
      return (
        <>
          {/* Announced again each time the operator tries the card. */}
          {!isRefused && <CardStandingLine key={askedFor} standing={standing} isAskedFor={askedFor > 0} />}
          {standing.standing !== 'bound-here' && standing.standing !== 'bound-archived' && <StockNotice judgement={judgement} />}
          {!isAsked && <PrintedSerial judgement={judgement} />}
          <CardFacts atr={atr} cardId={identification.cardId} otherId={identification.otherId} card={card} />
        </>
      );
    }
  }
}

interface NoticeProps {
  readonly tone: 'quiet' | 'warn' | 'bad';
  readonly title: string;
  readonly text: string;
}

function Notice({ tone, title, text }: NoticeProps): ReactElement {
  return (
    <div className={`notice ${tone}`}>
      {tone === 'quiet' ? <Unplug aria-hidden size={20} /> : <CircleAlert aria-hidden size={20} />}
      <div>
        <strong>{title}</strong>
        {text !== '' && <p>{text}</p>}
      </div>
    </div>
  );
}
