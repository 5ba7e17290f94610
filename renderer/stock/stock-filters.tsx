import type { ReactElement, RefObject } from 'react';
import { stockStatuses, type StockPlace } from '../../shared/stock.js';
import { ListSearch } from '../design/list-search.js';
import { useTranslation } from '../i18n/i18n.js';
import { useStockFilter } from './stock-state.js';

interface StockFiltersProps {
  readonly places: readonly StockPlace[];
  readonly searchBox: RefObject<HTMLInputElement | null>;
  /** The id of the selected row. */
  readonly active: string | undefined;
}

/** Select value for "any". It cannot equal a location or box, because their values begin with `=`. */
const ANY = 'any';

/** Filters of the stock; the arrow keys move through the results. */
export function StockFilters({ places, searchBox, active }: StockFiltersProps): ReactElement {
  const { t } = useTranslation();
  const { text, status, location, box } = useStockFilter();
  const look = useStockFilter.setState;
  const locations = [...new Set(places.map((place) => place.location))];
  const boxes = [...new Set(places.filter((place) => location === null || place.location === location).map((place) => place.box))];
  return (
    <div className="filters stock-filters">
      <ListSearch
        searchBox={searchBox}
        listId="stock-list"
        active={active}
        label={t('stock.search')}
        placeholder={t('stock.searchShort')}
        text={text}
        maxLength={200}
        onText={(text) => look({ text })}
      />
      <label className="field">
        <span>{t('stock.status')}</span>
        <select
          value={status ?? ANY}
          onChange={({ target }) => look({ status: stockStatuses.find((one) => one === target.value) ?? null })}
        >
          <option value={ANY}>{t('stock.any')}</option>
          {stockStatuses.map((one) => (
            <option key={one} value={one}>
              {t(`stock.word.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <PlaceSelect
        name={t('stock.location')}
        none={t('stock.noLocation')}
        value={location}
        values={locations}
        // The selected box is at another location.
        onChoose={(next) => look({ location: next, box: null })}
      />
      <PlaceSelect name={t('stock.box')} none={t('stock.noBox')} value={box} values={boxes} onChoose={(next) => look({ box: next })} />
    </div>
  );
}

interface PlaceSelectProps {
  readonly name: string;
  /** Label for an empty name. */
  readonly none: string;
  readonly value: string | null;
  readonly values: readonly string[];
  readonly onChoose: (value: string | null) => void;
}

function PlaceSelect({ name, none, value, values, onChoose }: PlaceSelectProps): ReactElement {
  const { t } = useTranslation();
  return (
    <label className="field">
      <span>{name}</span>
      <select
        value={value === null ? ANY : `=${value}`}
        onChange={({ target }) => {
          onChoose(target.value === ANY ? null : target.value.slice(1));
        }}
      >
        <option value={ANY}>{t('stock.any')}</option>
        {values.map((one) => (
          <option key={one} value={`=${one}`}>
            {one === '' ? none : one}
          </option>
        ))}
      </select>
    </label>
  );
}
