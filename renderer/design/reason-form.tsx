import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from '../i18n/i18n.js';

interface ReasonFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (reason: string) => void;
}

/** Field for the reason of a decision, as the journal accepts it. It has the focus. */
export function ReasonField({ label, value, onChange }: ReasonFieldProps): ReactElement {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        className="input"
        autoFocus
        required
        maxLength={500}
        autoComplete="off"
        value={value}
        onChange={({ target }) => {
          onChange(target.value);
        }}
      />
    </label>
  );
}

interface ReasonFormProps {
  /** Text of the submit button. */
  readonly action: string;
  /** Content above the field. */
  readonly children?: ReactNode;
  readonly onReason: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Asks for the reason of a decision, for the journal. Esc cancels. */
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
      <ReasonField label={t('decision.reason')} value={reason} onChange={setReason} />
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
