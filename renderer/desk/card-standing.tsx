import type { TFunction } from 'i18next';
import { CircleAlert, CircleCheck, CircleHelp, Clock, LoaderCircle, UserRound } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CardStanding } from '../../shared/card-standing.js';
import { personName } from '../bindings/person.js';
import { useFormats, type Formats } from '../i18n/format.js';

type Tone = 'good' | 'quiet' | 'warn' | 'bad';

const looks = {
  asking: { tone: 'quiet', icon: LoaderCircle },
  queued: { tone: 'warn', icon: Clock },
  unconfirmed: { tone: 'warn', icon: CircleHelp },
  attention: { tone: 'bad', icon: CircleAlert },
  'bound-here': { tone: 'quiet', icon: UserRound },
  lost: { tone: 'bad', icon: CircleAlert },
  'at-server': { tone: 'bad', icon: UserRound },
  'here-free': { tone: 'quiet', icon: LoaderCircle },
  reusable: { tone: 'good', icon: CircleCheck },
  free: { tone: 'good', icon: CircleCheck },
} as const satisfies Record<CardStanding['standing'], { readonly tone: Tone; readonly icon: typeof CircleCheck }>;

/** How a card in a reader stands, in one line, with what to know of it below. */
export function CardStandingLine({ standing }: { readonly standing: CardStanding }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const { tone, icon } = looks[standing.standing];
  // Nobody is asked any more.
  const isSilent = standing.standing === 'here-free' && standing.error !== null;
  const Icon = isSilent ? CircleHelp : icon;
  const { title, more } = sayStanding(t, standing, formats);
  return (
    <div className={`card-standing ${tone}`} role="status" data-testid="card-standing" data-standing={standing.standing}>
      <p className={`card-state ${tone}`}>
        <Icon aria-hidden size={20} className={Icon === LoaderCircle ? 'turning' : undefined} /> {title}
      </p>
      {more !== null && <p className="quiet">{more}</p>}
    </div>
  );
}

function sayStanding(t: TFunction, standing: CardStanding, { date }: Formats): { readonly title: string; readonly more: string | null } {
  switch (standing.standing) {
    case 'asking':
      return { title: t('card.standing.asking'), more: null };
    case 'queued':
    case 'unconfirmed':
    case 'attention': {
      const { request, slipNumber } = standing.binding;
      const title = t(`card.standing.${standing.standing}`, { name: personName(t, request.person) });
      const number = slipNumber === undefined ? '' : ` · ${t('slip.number', { number: String(slipNumber) })}`;
      return { title: title + number, more: t('card.standing.keepApart') };
    }
    case 'bound-here': {
      const { request, confirmedAt } = standing.binding;
      return {
        title: t('card.boundTo', { name: personName(t, request.person) }),
        more: t('card.standing.boundOn', { date: date(confirmedAt) }),
      };
    }
    case 'lost':
      return { title: t('card.standing.lost'), more: null };
    case 'at-server': {
      const { owner, status } = standing.smartcard;
      const name = owner?.name ?? t('error.somebody');
      return { title: t('card.standing.atServer', { name }), more: t('card.standing.atServerMore', { status: String(status) }) };
    }
    case 'here-free':
      return standing.error === null
        ? { title: t('card.standing.hereFree'), more: t('card.standing.askingServer') }
        : { title: t('card.standing.hereFree'), more: t('card.standing.silent') };
    case 'reusable':
      return { title: t('card.ready'), more: t('card.standing.reusable', { status: String(standing.status) }) };
    case 'free':
      return { title: t('card.ready'), more: standing.isShown ? t('card.standing.nobodys') : t('card.standing.notShown') };
  }
}
