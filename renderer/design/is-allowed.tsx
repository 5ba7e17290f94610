import { Lock } from 'lucide-react';
import type { ReactElement } from 'react';
import { calls, type CallName } from '../../shared/contract.js';
import { isAtLeast } from '../../shared/roles.js';
import { useTranslation } from '../i18n/i18n.js';
import { useProjection } from '../state/station.js';

/** Returns whether the operator's role allows a call, as far as the page knows. The main process enforces it. */
export function useIsAllowed(call: CallName): boolean {
  const role = useProjection((state) => state.role.role);
  return isAtLeast(role, calls[call].role);
}

/** Says why a call is not offered; renders nothing if it is. */
export function NotAllowed({ call, id }: { readonly call: CallName; readonly id?: string }): ReactElement | null {
  const { t } = useTranslation();
  const may = useIsAllowed(call);
  const role = useProjection((state) => state.role.role);
  if (may) return null;
  return (
    <p className="barred" id={id} data-testid="barred">
      <Lock aria-hidden size={16} /> {t('roles.barred', { role: t(`roles.name.${role}`), needs: t(`roles.name.${calls[call].role}`) })}
    </p>
  );
}
