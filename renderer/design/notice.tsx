import { CircleAlert, Info } from 'lucide-react';
import type { ReactElement } from 'react';

interface NoticeProps {
  readonly tone: 'quiet' | 'warn' | 'bad';
  readonly title: string;
  readonly text: string;
}

/** A message to the operator, with its next step. */
export function Notice({ tone, title, text }: NoticeProps): ReactElement {
  const Icon = tone === 'quiet' ? Info : CircleAlert;
  return (
    <div className={`notice ${tone}`}>
      <Icon aria-hidden size={20} />
      <div>
        <strong>{title}</strong>
        {text !== '' && <p>{text}</p>}
      </div>
    </div>
  );
}
