import type { ReactElement, ReactNode } from 'react';

/** A fact: its name and value; null if there is none. */
export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** Uses a monospaced font, for ids and bytes. */
  readonly mono?: boolean;
  readonly testId?: string;
}

/** A list of facts to read and compare; facts without a value are left out. */
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
