import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useId, useState, type ReactElement, type ReactNode } from 'react';

interface FoldProps {
  readonly title: string;
  readonly testId: string;
  readonly children: ReactNode;
}

/** Key that opens and closes folded details in a dialog; it types no text, so no scanner sends it. */
const FOLD_KEY = 'F2';

/** Details that most people do not need, folded away until the button or F2 is pressed. */
export function Fold({ title, testId, children }: FoldProps): ReactElement {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== FOLD_KEY || event.repeat) return;
      event.preventDefault();
      setIsOpen((open) => !open);
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
    };
  }, []);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <div className="fold" data-testid={testId}>
      <button
        type="button"
        className="fold-title"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => {
          setIsOpen(!isOpen);
        }}
      >
        <Chevron aria-hidden size={18} /> {title} <kbd>{FOLD_KEY}</kbd>
      </button>
      <div id={id} hidden={!isOpen}>
        {children}
      </div>
    </div>
  );
}
