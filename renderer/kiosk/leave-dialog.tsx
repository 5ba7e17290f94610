import { useState, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { StationError } from '../../shared/errors.js';
import { PIN_LENGTH } from '../../shared/kiosk.js';
import { Dialog } from '../design/dialog.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { call } from '../state/client.js';

/** Asks for the PIN that leaves kiosk mode. The PIN stays in this field until it is checked, and goes only to the main process. */
export function LeaveDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [pin, setPin] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<StationError | null>(null);

  const submit = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const answer = await call('kiosk/leave', { pin });
    setBusy(false);
    setPin('');
    if (answer.ok) onClose();
    else setError(answer.error);
  };

  return (
    <Dialog title={t('kiosk.leave')} testId="leave-kiosk" onClose={onClose}>
      <form
        className="dialog-form"
        data-keys="own"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && pin !== '') void submit();
        }}
      >
        <p className="quiet">{t('kiosk.hint')}</p>
        {error !== null && (
          <p className="notice bad" role="alert">
            {errorText(t, error)}
          </p>
        )}
        <label className="field">
          <span>{t('kiosk.pin')}</span>
          <input
            className="input"
            type="password"
            autoFocus
            autoComplete="off"
            maxLength={PIN_LENGTH.longest}
            value={pin}
            onChange={({ target }) => {
              setPin(target.value);
            }}
          />
        </label>
        <footer className="dialog-foot">
          <Button className="button" onPress={onClose}>
            {t('kiosk.stay')}
          </Button>
          <button type="submit" className="button primary" disabled={busy || pin === ''}>
            {busy ? t('kiosk.busy') : t('kiosk.do')}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
