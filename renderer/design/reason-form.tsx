import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface ReasonFormProps {
  /** What is done when it is sent. */
  readonly action: string;
  /** What stands above the field. */
  readonly children?: ReactNode;
  readonly onReason: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Asks for the reason of a decision, for the journal. Esc leaves it. */
export function ReasonForm({ action, children, onReason, onCancel }: ReasonFormProps): ReactElement {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <form
      className="reason-form"
      onSubmit={(event) => {
        event.preventDefault();
        onReason(reason);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onCancel();
      }}
    >
      {children}
      <label className="field">
        <span>{t('decision.reason')}</span>
        <input
          className="input"
          autoFocus
          required
          maxLength={500}
          value={reason}
          onChange={({ target }) => {
            setReason(target.value);
          }}
        />
      </label>
      <div className="reason-buttons">
        <button type="submit" className="button primary" disabled={reason.trim() === ''}>
          {action}
        </button>
        <button type="button" className="button" onClick={onCancel}>
          {t('confirm.no')}
        </button>
      </div>
    </form>
  );
}
