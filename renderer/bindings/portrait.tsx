import { useState, type ReactElement } from 'react';
import { photoPath, type Person, type PersonDetails } from '../../shared/requests.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { useProjection } from '../state/station.js';
import { useCall } from '../state/use-call.js';
import { PersonMark, personName } from './person.js';

/** Returns further details of a person; null until the main process has answered. */
export function usePersonDetails(userId: string): PersonDetails | null {
  return useCall('people/details', { userId }).value;
}

interface PortraitProps {
  readonly person: Person;
  readonly details: PersonDetails | null;
}

/** A person's photo, to compare with the person at the desk; the initials if there is none. */
export function Portrait({ person, details }: PortraitProps): ReactElement {
  const { t } = useTranslation();
  if (details?.hasPhoto !== true) return <PersonMark person={person} large />;
  return (
    <img
      className="portrait"
      data-testid="portrait"
      src={photoPath(person.userId)}
      alt={t('person.photo', { name: personName(t, person) })}
      draggable={false}
    />
  );
}

/** Age of the name and photo while the directory cannot be asked for newer ones. */
export function PersonAge({ details }: Pick<PortraitProps, 'details'>): ReactElement | null {
  const { t } = useTranslation();
  const { age, date } = useFormats();
  const [now] = useState(() => Date.now());
  const isDown = useProjection(({ warnings }) => warnings.some(({ code }) => code === 'directory-down'));
  const asOf = details?.asOf ?? null;
  if (!isDown || asOf === null) return null;
  return (
    <p className="notice warn" data-testid="person-age">
      {t('person.asOf', { time: date(asOf), age: age(asOf, now) })}
    </p>
  );
}

/** Warns that the person's account may not be used, as the directory currently says. */
export function AccountNotice({ details }: Pick<PortraitProps, 'details'>): ReactElement | null {
  const { t } = useTranslation();
  const problem = details?.problem ?? null;
  if (problem === null) return null;
  return (
    <p className="notice warn" data-testid="account-problem" data-problem={problem} role="status">
      {t(`person.${problem}`)}
    </p>
  );
}

/** Warns that other people in the list have the same or a similar name, with what distinguishes them. */
export function AlikeNotice({ details }: Pick<PortraitProps, 'details'>): ReactElement | null {
  const { t } = useTranslation();
  const alike = details?.alike ?? [];
  if (alike.length === 0) return null;
  return (
    <div className="notice warn" data-testid="alike" role="status">
      <div>
        <p>{t('person.alike')}</p>
        {alike.map(({ userId, name, account, employeeId, department }) => (
          <p key={userId}>
            <strong>{name}</strong> · {[account, employeeId, department].filter((part) => part !== '').join(' · ')}
          </p>
        ))}
      </div>
    </div>
  );
}
