import type { ReactElement } from 'react';
import { cardKindSchema } from '../../shared/card-kind.js';
import type { SettingValue } from '../../shared/settings-draft.js';
import { useTranslation } from '../i18n/i18n.js';
import { useProjection } from '../state/station.js';
import type { EditorProps } from './editors.js';
import { readerRows, templateRows } from './known-rows.js';
import { shownValue } from './typed.js';

/** Readers to tick, among the attached ones and those already ticked. */
export function ReadersEditor({ field, typed, id, describedBy, onType }: EditorProps): ReactElement {
  const { t } = useTranslation();
  const ticked = namesIn(shownValue(field, typed));
  const readers = useProjection((state) => state.readers);
  const rows = readerRows(ticked, readers);
  return (
    <div className="setting-ticks" role="group" aria-labelledby={`${id}-label`} aria-describedby={describedBy}>
      {rows.length === 0 && <p>{t('setup.noReaders')}</p>}
      {rows.map(({ name, isAttached }, index) => (
        <label key={name} className="choice-option">
          <input
            id={index === 0 ? id : undefined}
            type="checkbox"
            disabled={field.locked}
            checked={ticked.includes(name)}
            onChange={({ target }) => {
              onType({ as: 'value', value: target.checked ? [...ticked, name] : ticked.filter((one) => one !== name) });
            }}
          />
          <span className="mono">{isAttached ? name : t('setup.notAttached', { reader: name })}</span>
        </label>
      ))}
    </div>
  );
}

/** Card kinds to tick for each profile template that is known or in the settings. */
export function TemplatesEditor({ field, typed, id, describedBy, onType }: EditorProps): ReactElement {
  const { t } = useTranslation();
  const value = tableIn(shownValue(field, typed));
  const rows = templateRows(value, useProjection(({ requests }) => requests).byId.values());
  const kinds = field.kind.kind === 'options-by-name' ? field.kind.options : [];
  if (rows.length === 0) return <p>{t('setup.noTemplates')}</p>;
  return (
    <div className="table-frame" role="group" aria-labelledby={`${id}-label`} aria-describedby={describedBy}>
      <table className="table setting-table">
        <thead>
          <tr>
            <th scope="col">{t('setup.template')}</th>
            {kinds.map((kind) => (
              <th key={kind} scope="col">
                {kindWord(kind)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name }, index) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              {kinds.map((kind, column) => (
                <td key={kind}>
                  <label className="setting-tick">
                    <input
                      id={index === 0 && column === 0 ? id : undefined}
                      type="checkbox"
                      disabled={field.locked}
                      aria-label={t('punctuation.pair', { name, value: kindWord(kind) })}
                      checked={value[key]?.includes(kind) ?? false}
                      onChange={({ target }) => {
                        const others = (value[key] ?? []).filter((one) => one !== kind);
                        const ticked = target.checked ? kinds.filter((one) => one === kind || others.includes(one)) : others;
                        onType({
                          as: 'value',
                          value: Object.fromEntries([
                            ...Object.entries(value).filter(([one]) => one !== key),
                            ...(ticked.length === 0 ? [] : [[key, ticked] as const]),
                          ]),
                        });
                      }}
                    />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );

  function kindWord(kind: string): string {
    const known = cardKindSchema.safeParse(kind);
    return known.success ? t(`card.kinds.${known.data}`) : kind;
  }
}

function namesIn(value: SettingValue | null): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function tableIn(value: SettingValue | null): Readonly<Record<string, readonly string[]>> & Record<string, string[]> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
