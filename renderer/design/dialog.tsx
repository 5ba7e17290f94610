import { useRef, type ReactElement, type ReactNode } from 'react';
import { Dialog as DialogBody, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IgnoredPress } from '../keys/ignored-press.js';
import { useScene } from '../keys/use-scene.js';
import { useKeptFocus } from './use-kept-focus.js';

interface DialogProps {
  readonly title: string;
  readonly testId: string;
  /** An alert is read out as a whole as soon as it opens. */
  readonly role?: 'dialog' | 'alertdialog';
  readonly wide?: boolean;
  readonly className?: string;
  /** Set while there is no way back: Escape does nothing. */
  readonly held?: boolean;
  /** What stands in it that a person decides by: when this changes, no key counts until the change has been in sight for a while. */
  readonly shows?: string;
  /** Escape was pressed; a click beside the dialog never closes it. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A dialog over the whole window: it takes the focus, keeps it, and gives it back when it goes. Only a deliberate press of
 * Enter or Space does anything in it, and it says when one was ignored; see `keys/press-rules.ts`.
 */
export function Dialog({
  title,
  testId,
  role = 'dialog',
  wide = false,
  className = '',
  held = false,
  shows = '',
  onClose,
  children,
}: DialogProps): ReactElement {
  useScene(shows);
  const body = useRef<HTMLElement>(null);
  useKeptFocus(body);
  return (
    <ModalOverlay
      className="veil"
      isOpen
      isDismissable={false}
      isKeyboardDismissDisabled={held}
      onOpenChange={(open) => {
        if (!open && !held) onClose();
      }}
    >
      <Modal className={`dialog${wide ? ' wide' : ''} ${className}`.trim()}>
        <DialogBody ref={body} role={role} className="dialog-body" data-testid={testId}>
          <Heading slot="title">{title}</Heading>
          <IgnoredPress />
          {children}
        </DialogBody>
      </Modal>
    </ModalOverlay>
  );
}
