import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.js';

export interface CredentialValues {
  readonly account: string;
  readonly password: string;
}

interface CredentialFieldsProps {
  readonly accountLabel: string;
  readonly passwordLabel: string;
  readonly value: CredentialValues;
  readonly focus: keyof CredentialValues | null;
  readonly onChange: (value: CredentialValues) => void;
}

/** Returns whether both fields are filled in. */
export function areComplete({ account, password }: CredentialValues): boolean {
  return account.trim() !== '' && password !== '';
}

/** User name and password fields that are never autofilled for the next person. */
export function CredentialFields({ accountLabel, passwordLabel, value, focus, onChange }: CredentialFieldsProps): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <label className="field">
        <span>{accountLabel}</span>
        <input
          className="input"
          autoFocus={focus === 'account'}
          autoComplete="off"
          spellCheck={false}
          required
          maxLength={300}
          placeholder={t('signIn.accountHint')}
          value={value.account}
          onChange={({ target }) => {
            onChange({ ...value, account: target.value });
          }}
        />
      </label>
      <label className="field">
        <span>{passwordLabel}</span>
        <input
          className="input"
          type="password"
          autoFocus={focus === 'password'}
          autoComplete="off"
          required
          maxLength={1000}
          value={value.password}
          onChange={({ target }) => {
            onChange({ ...value, password: target.value });
          }}
        />
      </label>
    </>
  );
}
