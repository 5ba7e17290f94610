import { useId, type ReactElement } from 'react';

interface ChoiceProps<T extends string> {
  readonly title: string;
  readonly hint?: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly word: string }[];
  readonly onChoose: (value: T) => void;
}

/** A choice among a few visible options, by arrow keys or touch. */
export function Choice<T extends string>({ title, hint = '', value, options, onChoose }: ChoiceProps<T>): ReactElement {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>{title}</legend>
      <div className="choice-options">
        {options.map((option) => (
          <label key={option.value} className="choice-option">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => {
                onChoose(option.value);
              }}
            />
            <span>{option.word}</span>
          </label>
        ))}
      </div>
      {hint !== '' && <p className="quiet">{hint}</p>}
    </fieldset>
  );
}
