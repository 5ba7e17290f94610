import { LockKeyhole } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.js';
import { useProjection } from '../state/station.js';
import { LeaveDialog } from './leave-dialog.js';

/** Button that leaves kiosk mode with a PIN; nothing if there is no kiosk mode. */
export function LeaveKiosk(): ReactElement | null {
  const isLocked = useProjection(({ kiosk }) => kiosk.state === 'locked');
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  if (!isLocked) return null;
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
