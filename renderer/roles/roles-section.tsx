import type { ReactElement } from 'react';
import { roles } from '../../shared/roles.js';
import { Facts } from '../design/facts.js';
import { useTranslation } from '../i18n/i18n.js';
import { useProjection } from '../state/station.js';
import { useWhy } from './role-notice.js';

/** The current role and its origin, what each role may do, and what needs a second person. */
export function RolesSection(): ReactElement {
  const role = useProjection(({ role }) => role);
  const fourEyes = useProjection(({ fourEyes }) => fourEyes);
  const { t } = useTranslation();
  const sayWhy = useWhy();
  return (
    <section className="panel section" aria-labelledby="roles-title" data-testid="roles">
      <h2 id="roles-title">{t('roles.title')}</h2>
      <p>
        <strong>{t('punctuation.pair', { name: t('roles.yours'), value: t(`roles.name.${role.role}`) })}</strong>. {sayWhy(role)}
      </p>
      <h3>{t('roles.may')}</h3>
      <Facts facts={roles.map((one) => ({ name: t(`roles.name.${one}`), value: t(`roles.does.${one}`) }))} />
      <p className="quiet">{t('roles.each')}</p>
      {fourEyes.length > 0 && (
        <>
          <h3>{t('roles.fourEyes')}</h3>
          <ul className="four-eyes">
            {fourEyes.map((action) => (
              <li key={action}>{t(`roles.actions.${action}`)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
