import { LockKeyhole } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Kiosk } from '../../shared/kiosk.js';
import { LeaveDialog } from './leave-dialog.js';

/** Button that leaves kiosk mode with a PIN; nothing if there is no kiosk mode. */
export function LeaveKiosk({ kiosk }: { readonly kiosk: Kiosk }): ReactElement | null {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  if (kiosk.state !== 'locked') return null;
  return (
    <>
      <button
        type="button"
        className="button plain"
        aria-label={t('kiosk.leave')}
        title={t('kiosk.leave')}
        onClick={() => {
          setAsking(true);
        }}
      >
        <LockKeyhole aria-hidden size={18} />
      </button>
      {asking && (
        <LeaveDialog
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </>
  );
}
