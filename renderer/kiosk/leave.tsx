import { LockKeyhole } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Kiosk } from '../../shared/kiosk.js';
import { LeaveDialog } from './leave-dialog.js';

/** The way out of a kiosk, for whoever has the PIN; nothing where there is none. */
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
