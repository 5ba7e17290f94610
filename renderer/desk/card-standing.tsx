import type { TFunction } from 'i18next';
import { Ban, CircleAlert, CircleCheck, CircleHelp, Clock, LoaderCircle, UserRound } from 'lucide-react';
import type { ReactElement } from 'react';
import type { BindingView } from '../../shared/bindings.js';
import { isInTheWay, type CardAtServer, type CardStanding } from '../../shared/card-standing.js';
import { personName } from '../bindings/person.js';
import { useFormats, type Formats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { cardStatusText, serverReasonText } from '../i18n/sentences.js';

type Tone = 'good' | 'quiet' | 'warn' | 'bad';

const looks = {
  asking: { tone: 'quiet', icon: LoaderCircle },
  queued: { tone: 'warn', icon: Clock },
  unconfirmed: { tone: 'warn', icon: CircleHelp },
  attention: { tone: 'bad', icon: CircleAlert },
  'bound-here': { tone: 'quiet', icon: UserRound },
  'bound-archived': { tone: 'quiet', icon: UserRound },
  lost: { tone: 'bad', icon: CircleAlert },
  'at-server': { tone: 'bad', icon: UserRound },
  refused: { tone: 'warn', icon: Ban },
  'here-free': { tone: 'quiet', icon: LoaderCircle },
  reusable: { tone: 'good', icon: CircleCheck },
  free: { tone: 'good', icon: CircleCheck },
} as const satisfies Record<CardStanding['standing'], { readonly tone: Tone; readonly icon: typeof CircleCheck }>;

interface CardStandingLineProps {
  readonly standing: CardStanding;
  /** The operator wanted to bind this card and cannot, so the line is announced as an alert. */
  readonly isAskedFor?: boolean;
}

/** The standing of a card in a reader in one line, with details and the next step below. */
export function CardStandingLine({ standing, isAskedFor = false }: CardStandingLineProps): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const { tone, icon } = looks[standing.standing];
  // The server is no longer being asked.
  const isSilent = standing.standing === 'here-free' && standing.error !== null;
  const Icon = isSilent ? CircleHelp : icon;
  const { title, more } = sayStanding(t, standing, formats);
  return (
    <div className={`card-standing ${tone}`} role="status" data-testid="card-standing" data-standing={standing.standing}>
      <p className={`card-state ${tone}`}>
        <Icon aria-hidden size={20} className={Icon === LoaderCircle ? 'turning' : undefined} /> {title}
      </p>
      {more.map((line) => (
        <p key={line} className="quiet">
          {line}
        </p>
      ))}
      {isInTheWay(standing) &&
        (isAskedFor ? (
          <p className="notice bad" role="alert" data-testid="take-another">
            <CircleAlert aria-hidden size={20} /> {t('card.standing.takeAnother')}
          </p>
        ) : (
          <p className="quiet">{t('card.standing.takeAnother')}</p>
        ))}
    </div>
  );
}

/**
 * Says that the card was refused for someone, when it is about to be bound; this does not prevent binding, and the slip
 * number is shown.
 */
export function RefusedBefore({ standing }: { readonly standing: CardStanding | undefined }): ReactElement | null {
  const { t } = useTranslation();
  if (standing?.standing !== 'refused') return null;
  const { request, slipNumber } = standing.binding;
  const name = personName(t, request.person);
  const who = slipNumber === undefined ? name : `${name} (${t('slip.number', { number: String(slipNumber) })})`;
  return (
    <p className="quiet" data-testid="refused-before">
      {[t('card.standing.refusedBefore', { name: who }), ...sayAgainst(t, standing.server)].join(' ')}
    </p>
  );
}

function sayStanding(
  t: TFunction,
  standing: CardStanding,
  { date }: Formats,
): { readonly title: string; readonly more: readonly string[] } {
  switch (standing.standing) {
    case 'asking':
      return { title: t('card.standing.asking'), more: [] };
    case 'queued':
    case 'unconfirmed':
    case 'attention': {
      const name = personName(t, standing.binding.request.person);
      return {
        title: t(`card.standing.${standing.standing}`, { name }) + sayNumber(t, standing.binding),
        more: [t('card.standing.keepApart')],
      };
    }
    case 'refused': {
      const { binding, server } = standing;
      const title = t('card.standing.refused', { name: personName(t, binding.request.person) }) + sayNumber(t, binding);
      return { title, more: [sayRefusal(t, binding), ...sayAgainst(t, server)] };
    }
    case 'bound-here': {
      const { request, confirmedAt } = standing.binding;
      return {
        title: t('card.boundTo', { name: personName(t, request.person) }),
        more: [t('card.standing.boundOn', { date: date(confirmedAt) })],
      };
    }
    case 'bound-archived': {
      const { confirmedAt, file } = standing.archived;
      return {
        title: t('card.standing.boundArchived', { date: date(confirmedAt) }),
        more: [t('card.standing.boundArchivedMore', { file })],
      };
    }
    case 'lost':
      return { title: t('card.standing.lost'), more: [] };
    case 'at-server': {
      const { owner, status } = standing.smartcard;
      const name = owner?.name ?? t('error.somebody');
      const more = t('card.standing.atServerMore', { status: cardStatusText(t, status) });
      const refusal = standing.refusal === null ? [] : [sayRefusal(t, standing.refusal)];
      return { title: t('card.standing.atServer', { name }), more: [more, ...refusal] };
    }
    case 'here-free':
      return standing.error === null
        ? { title: t('card.standing.hereFree'), more: [t('card.standing.askingServer')] }
        : { title: t('card.standing.hereFree'), more: [t('card.standing.silent')] };
    case 'reusable':
      return { title: t('card.ready'), more: [t('card.standing.reusable', { status: String(standing.status) })] };
    case 'free':
      return { title: t('card.ready'), more: [t(standing.isShown ? 'card.standing.nobodys' : 'card.standing.notShown')] };
  }
}

/** Returns what the server has against a card that it refused to bind; empty until it has answered. */
function sayAgainst(t: TFunction, server: CardAtServer['state'] | null): readonly string[] {
  if (server === null) return [];
  return [t(server === 'silent' ? 'card.standing.silent' : 'card.standing.refusedFree')];
}

/** Returns the number of a card kept apart; empty if it has none. */
function sayNumber(t: TFunction, { slipNumber }: BindingView): string {
  return slipNumber === undefined ? '' : ` · ${t('slip.number', { number: String(slipNumber) })}`;
}

function sayRefusal(t: TFunction, { request, state }: BindingView): string {
  if (state.state !== 'refused') return '';
  return t('card.standing.refusedSaid', { name: personName(t, request.person), said: serverReasonText(t, state.error) });
}
