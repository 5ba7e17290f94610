import { CircleAlert, Lock } from 'lucide-react';
import { useEffect, useRef, type ReactElement } from 'react';
import type { SettingField } from '../../shared/settings-draft.js';
import { useTranslation } from '../i18n/i18n.js';
import { isChanged, type, useDraft } from './draft-state.js';
import { Editor } from './editors.js';
import type { FieldRow } from './fields.js';
import { keyProblemText } from './key-problem-text.js';
import { pinProblem } from './typed.js';

interface FieldProps {
  readonly row: FieldRow;
  readonly field: SettingField;
  /** Path of the administrator's file, for settings locked there. */
  readonly systemFile: string;
}

/** The last request for the focus that was served: a field that renders again does not take the focus again. */
let attended = 0;

/** One setting: label, editor, origin of its value, reset, and its problem. */
export function Field({ row, field, systemFile }: FieldProps): ReactElement {
  const { t } = useTranslation();
  const { key } = row;
  const typed = useDraft((state) => state.typed[key]);
  const problem = useDraft((state) => state.problems.find((one) => one.key === key));
  const attend = useDraft((state) => state.attend);
  const place = useRef<HTMLDivElement>(null);
  const focusEditor = (): void => {
    place.current?.querySelector<HTMLElement>('.setting-editor :is(input, textarea):not(:disabled)')?.focus();
  };
  useEffect(() => {
    if (attend.key !== key || attend.turn === attended) return;
    attended = attend.turn;
    focusEditor();
  }, [attend, key]);

  const id = `setting-${key.replaceAll('.', '-')}`;
  const twice = pinProblem(typed);
  const wrong = problem !== undefined ? keyProblemText(t, problem) : twice === null ? '' : t(`setup.pin.${twice}`);
  const changed = isChanged(field, typed);
  const origin = changed ? (typed?.as === 'reset' ? 'reset' : 'typed') : savedOrigin(field);
  const canReset = !field.locked && typed?.as !== 'reset' && (field.own !== null || changed);
  const back = field.below.value === null ? 'none' : field.below.origin;
  const label = t(`setup.fields.${key}.label`);
  return (
    <div
      className="setting"
      ref={place}
      data-key={key}
      data-origin={origin}
      data-locked={field.locked || undefined}
      data-wrong={wrong !== '' || undefined}
    >
      <div className="setting-what">
        <label id={`${id}-label`} htmlFor={id}>
          {label}
        </label>
        <p className="quiet" id={`${id}-hint`}>
          {t(`setup.fields.${key}.hint`)}
        </p>
      </div>
      <div className="setting-how">
        <div className="setting-editor">
          <Editor
            row={row}
            field={field}
            typed={typed}
            id={id}
            label={label}
            describedBy={`${id}-hint ${id}-origin ${id}-problem`}
            isWrong={wrong !== ''}
            onType={(next) => {
              type(key, next);
            }}
          />
        </div>
        <p className="setting-problem" id={`${id}-problem`} aria-live="polite">
          {wrong !== '' && (
            <>
              <CircleAlert aria-hidden size={18} /> <span>{wrong}</span>
            </>
          )}
        </p>
        <div className="setting-foot">
          <span className="setting-origin quiet" id={`${id}-origin`}>
            {field.locked ? (
              <>
                <Lock aria-hidden size={16} /> {t('setup.locked', { file: systemFile })}
              </>
            ) : (
              t(`setup.origins.${origin}`)
            )}
          </span>
          {canReset && (
            <button
              type="button"
              className="button plain"
              aria-label={t('punctuation.pair', { name: t(`setup.reset.${back}`), value: label })}
              onClick={() => {
                type(key, { as: 'reset' });
                focusEditor();
              }}
            >
              {t(`setup.reset.${back}`)}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

/** Returns the origin of the saved value. */
function savedOrigin({ own, below, locked }: SettingField): 'user' | 'system' | 'default' | 'none' {
  if (own !== null && !locked) return 'user';
  return below.value === null ? 'none' : below.origin;
}
