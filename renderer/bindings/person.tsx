import type { TFunction } from 'i18next';
import { UserRoundX } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Person, RequestView } from '../../shared/requests.js';

/** Returns the display name of a person. */
export function personName(t: TFunction, person: Person): string {
  return person.state === 'resolved' ? person.name : t('requests.unresolved');
}

/** Returns the display name of a request's profile template, or its id if the name is unknown. */
export function templateName(t: TFunction, { profileTemplate }: RequestView): string {
  return profileTemplate.name ?? t('requests.unnamedTemplate', { id: profileTemplate.profileTemplateId.slice(0, 8) });
}

/** Returns the type of a request as text, or the number itself if it is not documented. */
export function typeName(t: TFunction, { type }: RequestView): string {
  if (type === 1) return t('requests.type.enroll');
  return type === 5 ? t('requests.type.unblock') : t('requests.type.other', { number: String(type) });
}

/** Initials in a circle, to find a row again by eye; an icon for an unknown person. */
export function PersonMark({ person, large = false }: { readonly person: Person; readonly large?: boolean }): ReactElement {
  const className = `person-mark${large ? ' large' : ''}`;
  if (person.state === 'unresolved') {
    return (
      <span className={`${className} unknown`} aria-hidden>
        <UserRoundX size={large ? 34 : 20} />
      </span>
    );
  }
  const words = person.name.split(/\s+/).filter((word) => /^[\p{Lu}\p{Lt}\p{Lo}]/u.test(word));
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => String.fromCodePoint(...(word === undefined ? [] : [word.codePointAt(0) ?? 0])))
    .join('');
  return (
    <span className={className} aria-hidden>
      {initials}
    </span>
  );
}
