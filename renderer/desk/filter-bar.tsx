import { useMemo, type ReactElement } from 'react';
import type { RequestView } from '../../shared/requests.js';
import { templateName, typeName } from '../bindings/person.js';
import { useTranslation } from '../i18n/i18n.js';
import { useDesk } from './desk-state.js';
import { ages, noFilter, activeFilters, type RequestFilter } from './filter.js';

/** Filters the list by type, profile template and age; offers only values that occur in the list. */
export function FilterBar({ requests }: { readonly requests: Iterable<RequestView> }): ReactElement {
  const { t } = useTranslation();
  const filter = useDesk((state) => state.filter);
  const { types, templates } = useMemo(() => {
    const all = [...requests];
    return {
      types: new Map(all.map((request) => [request.type, typeName(t, request)])),
      templates: new Map(all.map((request) => [request.profileTemplate.profileTemplateId, templateName(t, request)])),
    };
  }, [requests, t]);
  const narrow = (change: Partial<RequestFilter>): void => {
    useDesk.setState({ filter: { ...filter, ...change }, cursor: null });
  };
  return (
    <div className="filter-bar" data-testid="filter-bar">
      <label className="field">
        <span>{t('request.type')}</span>
        <select
          value={filter.type ?? ''}
          onChange={({ target }) => {
            narrow({ type: target.value === '' ? null : Number(target.value) });
          }}
        >
          <option value="">{t('requests.any')}</option>
          {[...types].map(([type, word]) => (
            <option key={type} value={type}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t('request.template')}</span>
        <select
          value={filter.profileTemplateId ?? ''}
          onChange={({ target }) => {
            narrow({ profileTemplateId: target.value === '' ? null : target.value });
          }}
        >
          <option value="">{t('requests.any')}</option>
          {[...templates].map(([id, word]) => (
            <option key={id} value={id}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t('request.submitted')}</span>
        <select
          value={filter.age}
          onChange={({ target }) => {
            narrow({ age: ages.find((age) => age === target.value) ?? 'any' });
          }}
        >
          {ages.map((age) => (
            <option key={age} value={age}>
              {t(`requests.ages.${age}`)}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="button plain"
        disabled={activeFilters(filter) === 0}
        onClick={() => {
          useDesk.setState({ filter: noFilter, cursor: null });
        }}
      >
        {t('requests.allAgain')}
      </button>
    </div>
  );
}
