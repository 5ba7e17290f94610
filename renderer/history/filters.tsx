import type { ReactElement, RefObject } from 'react';
import { stateNames } from '../../shared/history.js';
import { ListSearch } from '../design/list-search.js';
import { useTranslation } from '../i18n/i18n.js';
import { afterwardsNames, useHistoryFilter } from './history-state.js';

interface FiltersProps {
  readonly searchBox: RefObject<HTMLInputElement | null>;
  /** The id of the selected row. */
  readonly active: string | undefined;
}

/** Filters of History; the arrow keys move through the results. */
export function Filters({ searchBox, active }: FiltersProps): ReactElement {
  const { t } = useTranslation();
  const filter = useHistoryFilter();
  const look = useHistoryFilter.setState;
  return (
    <div className="filters">
      <ListSearch
        searchBox={searchBox}
        listId="history-list"
        active={active}
        label={t('history.search')}
        placeholder={t('history.searchShort')}
        text={filter.text}
        maxLength={200}
        onText={(text) => look({ text })}
      />
      <label className="field">
        <span>{t('history.state')}</span>
        <select
          value={filter.state}
          onChange={({ target }) => look({ state: [...stateNames, ...afterwardsNames].find((name) => name === target.value) ?? 'all' })}
        >
          <option value="all">{t('history.anyState')}</option>
          {stateNames.map((name) => (
            <option key={name} value={name}>
              {t(`outcome.short.${name}`)}
            </option>
          ))}
          <optgroup label={t('history.afterwards.title')}>
            {afterwardsNames.map((name) => (
              <option key={name} value={name}>
                {t(`history.afterwards.${name}`)}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <label className="field">
        <span>{t('history.from')}</span>
        <input
          type="date"
          className="input"
          value={filter.fromDay}
          max={filter.toDay}
          onChange={({ target }) => look({ fromDay: target.value })}
        />
      </label>
      <label className="field">
        <span>{t('history.to')}</span>
        <input
          type="date"
          className="input"
          value={filter.toDay}
          min={filter.fromDay}
          onChange={({ target }) => look({ toDay: target.value })}
        />
      </label>
    </div>
  );
}
