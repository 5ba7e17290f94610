import { useEffect, useState, type ReactElement } from 'react';
import type { RoleState } from '../../shared/roles.js';
import { Notice } from '../design/notice.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { useProjection } from '../state/station.js';
import './roles.css';

/** Time by which a working directory has answered, ms. */
const PATIENCE_MS = 3_000;

/** The role beside the operator's name; nothing if the settings define no roles. */
export function RoleTag(): ReactElement | null {
  const { t } = useTranslation();
  const { role, source } = useProjection((state) => state.role);
  if (source === 'unset') return null;
  return (
    <span className="tag role-tag" data-testid="role" data-role={role} data-source={source}>
      {t(`roles.name.${role}`)}
    </span>
  );
}

/** Says that the role is only what the directory said earlier, or only the lowest it could be. */
export function RoleNotice(): ReactElement | null {
  const { t } = useTranslation();
  const role = useProjection(({ role }) => role);
  const sayWhy = useWhy();
  const isUnsure = role.source === 'kept' || role.source === 'least';
  const [since, setSince] = useState<string | null>(null);
  const key = `${role.role} ${role.source}`;
  useEffect(() => {
    const timer = setTimeout(() => {
      setSince(key);
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [key]);
  if (!isUnsure || since !== key) return null;
  return (
    <div className="role-notice" role="status" data-testid="role-notice">
      <Notice
        tone="warn"
        title={t('punctuation.pair', { name: t('roles.yours'), value: t(`roles.name.${role.role}`) })}
        text={sayWhy(role)}
      />
    </div>
  );
}

/** Returns a function that says where a role comes from. */
export function useWhy(): (role: RoleState) => string {
  const { t } = useTranslation();
  const { age } = useFormats();
  return ({ source, asOf }) => t(`roles.source.${source}`, { age: asOf === null ? '' : age(asOf, Date.now()) });
}
