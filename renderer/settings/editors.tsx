import type { ReactElement } from 'react';
import { PIN_LENGTH } from '../../shared/kiosk.js';
import type { SettingField, SettingKind } from '../../shared/settings-draft.js';
import { useTranslation } from '../i18n/i18n.js';
import texts from './locales/en.json';
import type { FieldRow } from './fields.js';
import { ReadersEditor, TemplatesEditor } from './tick-editors.js';
import { shownText, shownValue, type Typed } from './typed.js';

export interface EditorProps {
  readonly row: FieldRow;
  readonly field: SettingField;
  readonly typed: Typed | undefined;
  /** Id of the control that the label belongs to. */
  readonly id: string;
  readonly label: string;
  readonly describedBy: string;
  readonly isWrong: boolean;
  readonly onType: (typed: Typed) => void;
}

/** Editor of a setting: the one its field row names, otherwise by the type in the schema. */
export function Editor(props: EditorProps): ReactElement {
  switch (props.row.editor ?? props.field.kind.kind) {
    case 'readers':
      return <ReadersEditor {...props} />;
    case 'templates':
      return <TemplatesEditor {...props} />;
    case 'pin':
      return <PinEditor {...props} />;
    case 'switch':
      return <SwitchEditor {...props} />;
    case 'choice':
      return <ChoiceEditor {...props} />;
    case 'texts':
      return <TextsEditor {...props} />;
    default:
      return <TextEditor {...props} />;
  }
}

/** Text, or a number with its limits and unit. A number is edited as text, so that invalid input stays visible. */
function TextEditor({ row, field, typed, id, describedBy, isWrong, onType }: EditorProps): ReactElement {
  const { t } = useTranslation();
  const { kind } = field;
  const isNumber = kind.kind === 'number';
  const range = isNumber ? rangeOf(kind) : null;
  return (
    <>
      <input
        id={id}
        className={isNumber ? 'input setting-number' : 'input'}
        type="text"
        inputMode={isNumber ? (kind.whole ? 'numeric' : 'decimal') : undefined}
        autoComplete="off"
        spellCheck={false}
        readOnly={field.locked}
        aria-describedby={range === null && row.unit === undefined ? describedBy : `${id}-unit ${describedBy}`}
        aria-invalid={isWrong}
        value={shownText(field, typed)}
        onChange={({ target }) => {
          onType({ as: 'text', text: target.value });
        }}
      />
      {(row.unit !== undefined || range !== null) && (
        <span id={`${id}-unit`} className="quiet">
          {row.unit !== undefined && t(`setup.units.${row.unit}`)}
          {range !== null &&
            ` (${range.min === null ? t('setup.upTo', { max: range.max }) : t('setup.range', { min: range.min, max: range.max })})`}
        </span>
      )}
    </>
  );
}

function rangeOf({ min, max }: Extract<SettingKind, { kind: 'number' }>): { readonly min: string | null; readonly max: string } | null {
  return max === null ? null : { min: min === null ? null : String(min), max: String(max) };
}

/** Several texts, one per line. */
function TextsEditor({ field, typed, id, describedBy, isWrong, onType }: EditorProps): ReactElement {
  const { t } = useTranslation();
  const text = shownText(field, typed);
  return (
    <>
      <textarea
        id={id}
        className="input setting-lines"
        rows={Math.min(8, Math.max(2, text.split('\n').length))}
        spellCheck={false}
        readOnly={field.locked}
        aria-describedby={`${id}-lines ${describedBy}`}
        aria-invalid={isWrong}
        value={text}
        onChange={({ target }) => {
          onType({ as: 'text', text: target.value });
        }}
      />
      <span id={`${id}-lines`} className="quiet setting-note">
        {t('setup.lines')}
      </span>
    </>
  );
}

function SwitchEditor({ field, typed, id, describedBy, isWrong, onType }: EditorProps): ReactElement {
  const { t } = useTranslation();
  return (
    <label className="choice-option">
      <input
        id={id}
        type="checkbox"
        // oxlint-disable-next-line jsx-a11y/role-has-required-aria-props -- a checkbox has its state in `checked`
        role="switch"
        disabled={field.locked}
        aria-labelledby={`${id}-label ${id}-yes`}
        aria-describedby={describedBy}
        aria-invalid={isWrong}
        checked={shownValue(field, typed) === true}
        onChange={({ target }) => {
          onType({ as: 'value', value: target.checked });
        }}
      />
      <span id={`${id}-yes`}>{t('setup.yes')}</span>
    </label>
  );
}

function ChoiceEditor({ field, typed, id, describedBy, isWrong, onType }: EditorProps): ReactElement {
  const { t } = useTranslation();
  const chosen = shownValue(field, typed);
  const options = field.kind.kind === 'choice' ? field.kind.options : [];
  return (
    <div className="choice-options" role="radiogroup" aria-labelledby={`${id}-label`} aria-describedby={describedBy} aria-invalid={isWrong}>
      {options.map((option, index) => (
        <label key={option} className="choice-option">
          <input
            id={index === 0 ? id : undefined}
            type="radio"
            name={id}
            disabled={field.locked}
            checked={option === chosen}
            onChange={() => {
              onType({ as: 'value', value: option });
            }}
          />
          <span>{isOptionWord(option) ? t(`setup.options.${option}`) : option}</span>
        </label>
      ))}
    </div>
  );
}

function isOptionWord(option: string): option is keyof typeof texts.setup.options {
  return Object.hasOwn(texts.setup.options, option);
}

/** A PIN, typed twice and never shown; the main process saves a hash of it. */
function PinEditor({ field, typed, id, label, describedBy, isWrong, onType }: EditorProps): ReactElement {
  const { t } = useTranslation();
  const { pin, again } = typed?.as === 'pin' ? typed : { pin: '', again: '' };
  const isSet = shownValue(field, typed?.as === 'pin' ? undefined : typed) !== null;
  const inputs = [
    { name: 'first', value: pin, take: (text: string): Typed => ({ as: 'pin', pin: text, again }) },
    { name: 'again', value: again, take: (text: string): Typed => ({ as: 'pin', pin, again: text }) },
  ] as const;
  return (
    <>
      <p>{t(isSet ? 'setup.pin.is' : 'setup.pin.none')}</p>
      {!field.locked &&
        inputs.map(({ name, value, take }) => (
          <div key={name} className="field">
            <span id={`${id}-${name}`}>{t(`setup.pin.${name}`)}</span>
            <input
              id={name === 'first' ? id : undefined}
              className="input"
              type="password"
              autoComplete="new-password"
              maxLength={PIN_LENGTH.longest}
              aria-label={t('punctuation.pair', { name: label, value: t(`setup.pin.${name}`) })}
              aria-describedby={describedBy}
              aria-invalid={isWrong}
              value={value}
              onChange={({ target }) => {
                onType(take(target.value));
              }}
            />
          </div>
        ))}
    </>
  );
}
