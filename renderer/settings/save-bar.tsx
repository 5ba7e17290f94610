import type { ReactElement } from 'react';
import type { TFunction } from 'i18next';
import { Notice } from '../design/notice.js';
import { useTranslation } from '../i18n/i18n.js';
import { errorText } from '../i18n/sentences.js';
import { withControl } from '../keys/shortcut.js';
import { changesOf, discard, save, useDraft, wrongKeys, type SaveResult } from './draft-state.js';

/** Number of unsaved changes, problems, and the result of saving; shown while there is anything to say. */
export function SaveBar(): ReactElement {
  const { t } = useTranslation();
  const state = useDraft();
  const changes = changesOf(state).length;
  const mistakes = wrongKeys(state).length;
  const { said } = state;
  return (
    <div className={changes > 0 || said !== null ? 'setup-bar' : 'hidden'} data-testid="save-bar">
      {said?.say === 'error' && <Notice tone="bad" title={t('setup.notSaved')} text={errorText(t, said.error)} />}
      <p role="status" className="setup-count">
        {said !== null && said.say !== 'error' && <span>{sayOutcome(t, said)} </span>}
        {changes > 0 && <strong>{t('setup.changes', { count: changes })}</strong>}
        {changes > 0 && mistakes > 0 && <strong className="setup-mistakes">{t('setup.mistakes', { count: mistakes })}</strong>}
        {changes > 0 && mistakes === 0 && said === null && <span className="quiet">{t('setup.kept')}</span>}
      </p>
      {changes > 0 && (
        <div className="setup-do">
          <button
            type="button"
            className="button"
            onClick={() => {
              discard();
              // The button disappears, so the focus moves to the topic.
              document.querySelector<HTMLElement>('.setup-tab[aria-selected="true"]')?.focus();
            }}
          >
            {t('setup.discard')}
          </button>
          <button type="button" className="button primary" aria-keyshortcuts="Control+S" onClick={() => void save()}>
            {t('setup.save')} <kbd aria-hidden>{withControl(t, 'S')}</kbd>
          </button>
        </div>
      )}
    </div>
  );
}

function sayOutcome(t: TFunction, { say }: Exclude<SaveResult, { readonly say: 'error' }>): string {
  return t(`setup.${say}`);
}
