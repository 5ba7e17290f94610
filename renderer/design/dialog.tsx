import { useRef, type ReactElement, type ReactNode } from 'react';
import { Dialog as DialogBody, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IgnoredPress } from '../keys/ignored-press.js';
import { useScene } from '../keys/use-scene.js';
import { useKeptFocus } from './use-kept-focus.js';

interface DialogProps {
  readonly title: string;
  readonly testId: string;
  /** Screen readers read an alert dialog as a whole as soon as it opens. */
  readonly role?: 'dialog' | 'alertdialog';
  readonly wide?: boolean;
  readonly className?: string;
  /** Set while the dialog cannot be left: Escape does nothing. */
  readonly held?: boolean;
  /** The content a person decides by. When it changes, keys are ignored until it has been visible for a while. */
  readonly shows?: string;
  /** Called when Escape was pressed; a click beside the dialog never closes it. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A modal dialog over the whole window: it takes and keeps the focus, and gives it back when it closes. Only a deliberate
 * press of Enter or Space acts in it, and it says when one was ignored; see `keys/press-rules.ts`.
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
