import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';

interface EmptyProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly hint: string;
  readonly id?: string;
}

/** Placeholder of an empty list, with what would fill it. */
export function Empty({ icon: Icon, title, hint, id }: EmptyProps): ReactElement {
  return (
    <div className="empty" id={id}>
      <Icon aria-hidden size={40} strokeWidth={1.5} />
      <strong>{title}</strong>
      {hint !== '' && <p className="quiet">{hint}</p>}
    </div>
  );
}
