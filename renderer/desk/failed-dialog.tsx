import type { ReactElement } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { sayError } from '../i18n/say.js';
import { cancel, useDesk } from './desk-state.js';

/** Why nothing was bound, and what to do next. */
export function FailedDialog(): ReactElement | null {
  const { t } = useTranslation();
  const step = useDesk((state) => state.step);
  if (step.step !== 'failed') return null;
  return (
    <ModalOverlay
      className="veil"
      isOpen
      isDismissable={false}
      onOpenChange={(open) => {
        if (!open) cancel();
      }}
    >
      <Modal className="dialog">
        <Dialog role="alertdialog" className="dialog-body" data-testid="failed">
          <Heading slot="title">{t('error.title')}</Heading>
          <p>{sayError(t, step.error)}</p>
          <footer className="dialog-foot">
            <Button className="button primary" autoFocus onPress={cancel}>
              {t('error.close')}
            </Button>
          </footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
