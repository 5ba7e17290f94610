import type { ReactElement, ReactNode } from 'react';

/** One fact: its name, and what it is; null where there is nothing to say. */
export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** Ids and bytes, in type that tells every letter from every other. */
  readonly mono?: boolean;
  readonly testId?: string;
}

/** Facts below each other, to be read and compared; those without a value are left out. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactElement {
  return (
    <dl className="facts">
      {facts
        .filter(({ value }) => value !== null && value !== '')
        .map(({ name, value, mono = false, testId }) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd className={mono ? 'mono' : undefined} data-testid={testId}>
              {value}
            </dd>
          </div>
        ))}
    </dl>
  );
}
