import { useState, type ReactElement, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { ApprovalSubject } from '../../shared/approvals.js';
import type { StationError } from '../../shared/errors.js';
import { Dialog } from '../design/dialog.js';
import { ReasonField } from '../design/reason-form.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { areComplete, CredentialFields, type CredentialValues } from '../sign-in/credential-fields.js';
import { call } from '../state/client.js';
import { useProjection } from '../state/station.js';
import './roles.css';

interface ApprovalDialogProps {
  readonly subject: ApprovalSubject;
  /** Everything the second person must see before approving. */
  readonly children: ReactNode;
  /** The reason, if it was already given; null if the dialog asks for it. */
  readonly reason: string | null;
  /** What the button does once it is approved. */
  readonly act: string;
  /** Why nothing can be approved now; null if approval is possible. */
  readonly blocked: string | null;
  readonly onClose: () => void;
  readonly onGranted: (approvalId: string) => void;
}

/**
 * Lets a second person sign in to approve one action, shown above in full. User name and password stay in these fields until
 * they are checked, and go only to the main process.
 */
export function ApprovalDialog({ subject, children, reason: given, act, blocked, onClose, onGranted }: ApprovalDialogProps): ReactElement {
  const { t } = useTranslation();
  const operator = useProjection(({ signIn }) => signIn.identity.name);
  const [reason, setReason] = useState(given ?? '');
  const [credentials, setCredentials] = useState<CredentialValues>({ account: '', password: '' });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<StationError | null>(null);
  const complete = reason.trim() !== '' && areComplete(credentials);

  const approve = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    const answer = await call('approvals/approve', { subject, ...credentials, reason });
    setCredentials({ ...credentials, password: '' });
    setBusy(false);
    if (answer.ok) onGranted(answer.value.approvalId);
    else setError(answer.error);
  };

  return (
    <Dialog title={t('approval.title')} testId="approval" wide held={busy} onClose={onClose}>
      <form
        className="approval"
        data-keys="own"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && complete && blocked === null) void approve();
        }}
      >
        <section className="side" data-testid="approval-what">
          {children}
        </section>
        <div className="approval-fields">
          <p className="quiet">{t('approval.hint', { operator })}</p>
          {blocked !== null && (
            <p className="notice warn" role="alert" data-testid="approval-blocked">
              {blocked}
            </p>
          )}
          {error !== null && blocked === null && (
            <p className="notice bad" role="alert" data-testid="approval-error">
              {errorText(t, error)}
            </p>
          )}
          {given === null && <ReasonField label={t('approval.reason')} value={reason} onChange={setReason} />}
          <CredentialFields
            accountLabel={t('approval.account')}
            passwordLabel={t('approval.password')}
            value={credentials}
            focus={given === null ? null : 'account'}
            onChange={setCredentials}
          />
        </div>
        <footer className="dialog-foot">
          <Button className="button" isDisabled={busy} onPress={onClose}>
            {t('confirm.no')}
          </Button>
          <button type="submit" className="button primary" disabled={busy || !complete || blocked !== null}>
            {busy ? t('approval.busy') : act}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
