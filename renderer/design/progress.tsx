import type { ReactElement } from 'react';

interface ProgressProps {
  readonly title: string;
  /** 0 to 1; null if not known yet. */
  readonly done: number | null;
}

/** Progress of work, as text and as a bar. */
export function Progress({ title, done }: ProgressProps): ReactElement {
  const percent = done === null ? null : Math.round(done * 100);
  return (
    <div className="progress">
      <p role="status">{title}</p>
      <progress aria-label={title} max={100} value={percent ?? undefined} />
      {percent !== null && <span className="quiet">{percent} %</span>}
    </div>
  );
}
