import type { TFunction } from 'i18next';
import { ListFilter, X } from 'lucide-react';
import { memo, useState, type ReactElement, type RefObject } from 'react';
import type { Bindable } from '../../shared/bindable.js';
import type { RequestRules, RequestView } from '../../shared/requests.js';
import { ListSearch } from '../design/list-search.js';
import { VirtualList } from '../design/virtual-list.js';
import { useFormats, type Formats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { useDesk } from './desk-state.js';
import { FilterBar } from './filter-bar.js';
import { activeFilters } from './filter.js';
import { bindableHere } from '../state/offer.js';
import { cannotBindText } from './bindable-text.js';
import { NoRequests } from './no-requests.js';
import { PersonMark, personName, templateName, typeName } from '../bindings/person.js';
import type { Sort } from './order.js';

/** Height of a row, rem. */
const ROW_REM = 4.5;
const sorts: readonly Sort[] = ['byNewest', 'byPriority', 'byAge', 'byName'];

interface RequestListProps {
  readonly requests: readonly RequestView[];
  /** All requests, unfiltered. */
  readonly all: readonly RequestView[];
  /** Whether these are approximate matches because none matches exactly. */
  readonly near: boolean;
  readonly rules: RequestRules;
  readonly sort: Sort;
  /** How many requests are folded away, and whether they are shown. */
  readonly folded: { readonly cannot: number; readonly old: number; readonly isUnfolded: boolean };
  /** Number of matches that can be bound. */
  readonly count: number;
  readonly total: number;
  readonly fetchedAt: string | null;
  /** Whether the server does not answer. */
  readonly isDown: boolean;
  /** Index of the row that the arrow keys are on; -1 if none. */
  readonly at: number;
  /** Requests whose prepared card is in a reader. */
  readonly here: ReadonlySet<string>;
  /** Requests with an open refusal, and the slip number of the card kept apart for each. */
  readonly refused: ReadonlyMap<string, number | undefined>;
  readonly now: number;
  readonly searchBox: RefObject<HTMLInputElement | null>;
  readonly onChoose: (requestId: string) => void;
}

/** The searchable list of requests. Renders only the rows in view, so its length does not matter. */
export function RequestList(props: RequestListProps): ReactElement {
  const { requests, all, near, count, total, fetchedAt, at, searchBox, sort, folded, rules } = props;
  const { t } = useTranslation();
  const { number, days } = useFormats();
  const query = useDesk((state) => state.query);
  const filter = useDesk((state) => state.filter);
  const unfolded = useDesk((state) => state.unfolded);
  const unknownScan = useDesk((state) => (state.unknownScan?.text === state.query ? state.unknownScan : null));
  const [filtering, setFiltering] = useState(false);
  const active = requests[at];
  const narrowed = activeFilters(filter);
  const countOf = (): string => {
    // It is not known yet whether the list is empty.
    if (fetchedAt === null && total === 0) return '';
    if (near) return t('requests.near', { count: requests.length, query });
    return query === '' && narrowed === 0
      ? t('requests.count', { count: total, total: number(total) })
      : t('requests.found', { count, shown: number(count), total: number(total) });
  };

  return (
    <section className="requests panel" aria-label={t('requests.title')}>
      <div className="requests-head">
        <h1>{t('requests.title')}</h1>
        <label className="requests-sort">
          <span className="quiet">{t('requests.sort')}</span>
          <select
            aria-label={t('requests.sort')}
            value={sort}
            onChange={({ target }) => {
              const chosen = sorts.find((one) => one === target.value);
              if (chosen !== undefined) useDesk.setState({ sort: chosen });
            }}
          >
            {sorts.map((one) => (
              <option key={one} value={one}>
                {t(`requests.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          className="button"
          aria-expanded={filtering || narrowed > 0}
          onClick={() => {
            setFiltering(!filtering);
          }}
        >
          <ListFilter aria-hidden size={18} /> {t('requests.filter')}
          {narrowed > 0 && <span className="tag count-tag">{narrowed}</span>}
        </button>
      </div>
      {(filtering || narrowed > 0) && <FilterBar requests={all} />}
      <div className="requests-search">
        <ListSearch
          searchBox={searchBox}
          listId="request-list"
          active={active === undefined ? undefined : rowId(active)}
          label={t('requests.search')}
          placeholder={t('requests.searchShort')}
          text={query}
          onText={(text) => {
            useDesk.setState({ query: text, cursor: null, hand: 'request' });
          }}
        >
          {query !== '' && (
            <button
              type="button"
              className="button plain"
              aria-label={t('requests.clear')}
              onClick={() => {
                useDesk.setState({ query: '', cursor: null });
                searchBox.current?.focus();
              }}
            >
              <X aria-hidden size={20} />
            </button>
          )}
        </ListSearch>
      </div>
      {unknownScan !== null && (
        <p className="notice warn" role="alert" data-testid="unknown-scan">
          {t(unknownScan.headless ? 'keys.headlessScan' : 'keys.unknownScan', { text: unknownScan.text })}
        </p>
      )}
      <p className={near ? 'requests-count near' : 'requests-count quiet'}>
        <span role="status" data-testid="requests-count">
          {countOf()}
        </span>
        <span>{t('requests.keys')}</span>
      </p>
      {(folded.cannot > 0 || folded.old > 0) && (
        <p className="requests-folded quiet" data-testid="folded">
          <span>
            {[
              folded.cannot > 0 ? t('requests.cannotCount', { count: folded.cannot }) : null,
              folded.old > 0 ? t('requests.oldCount', { count: folded.old, days: days(rules.foldAfterDays) }) : null,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
          {/* Rows unfolded by a search disappear with the search. */}
          {(unfolded || !folded.isUnfolded) && (
            <button
              type="button"
              className="button plain"
              aria-expanded={folded.isUnfolded}
              onClick={() => {
                useDesk.setState({ unfolded: !folded.isUnfolded });
                // The arrow keys then continue in the list.
                searchBox.current?.focus();
              }}
            >
              {t(folded.isUnfolded ? 'requests.fold' : 'requests.unfold')}
            </button>
          )}
        </p>
      )}
      <Rows {...props} />
    </section>
  );
}

function Rows({ requests, rules, total, fetchedAt, isDown, at, here, refused, now, onChoose }: RequestListProps): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const query = useDesk((state) => state.query);
  if (requests.length === 0) {
    return <NoRequests total={total} query={query} fetchedAt={fetchedAt} isDown={isDown} />;
  }
  return (
    <VirtualList
      id="request-list"
      label={t('requests.title')}
      items={requests}
      at={at}
      rowRem={ROW_REM}
      row={(request) => {
        const said = bindableHere(request, rules);
        return {
          id: rowId(request),
          className: said.bindable ? 'request-row' : 'request-row cannot',
          data: { 'data-request-id': request.requestId, ...(said.bindable ? {} : { 'data-cannot': said.reason }) },
        };
      }}
      onChoose={({ requestId }) => {
        onChoose(requestId);
      }}
      followsItems
    >
      {(request) => (
        <Row
          request={request}
          said={bindableHere(request, rules)}
          isHere={here.has(request.requestId)}
          refused={refused.has(request.requestId) ? sayRefused(t, refused.get(request.requestId)) : null}
          now={now}
          t={t}
          formats={formats}
        />
      )}
    </VirtualList>
  );
}

interface RowProps {
  readonly request: RequestView;
  readonly said: Bindable;
  readonly isHere: boolean;
  /** Says that a card was refused for the request; null if none was. */
  readonly refused: string | null;
  readonly now: number;
  readonly t: TFunction;
  readonly formats: Formats;
}

/**
 * Content of a row. The list is rendered on every key, so rows are memoized and get their texts as props instead of reading
 * them from context; that halves the cost of a row.
 */
const Row = memo(function Row({ request, said, isHere, refused, now, t, formats: { age, date } }: RowProps): ReactElement {
  const { person } = request;
  return (
    <>
      <PersonMark person={person} />
      <div className="request-who">
        <span className="request-name">
          <strong>{personName(t, person)}</strong>
          {isHere && (
            <span className="tag here-tag" data-testid="card-is-here">
              {t('prepared.marked')}
            </span>
          )}
          {refused !== null && <span className="tag bad-tag">{refused}</span>}
        </span>
        <span className="quiet">{person.state === 'resolved' ? `${person.account} · ${person.department}` : person.userId}</span>
      </div>
      <div className="request-what">
        <span>{templateName(t, request)}</span>
        <span className="quiet">{said.bindable ? sayRow(t, request) : cannotBindText(t, said.reason, request)}</span>
      </div>
      <time className="request-age quiet" dateTime={request.submittedAt} title={date(request.submittedAt)}>
        {age(request.submittedAt, now)}
      </time>
    </>
  );
});

/** Returns the text of a bindable request: its type, or that it is in progress; a row has no room for both. */
function sayRow(t: TFunction, request: RequestView): string {
  return request.facts?.stage === 'executing' ? t('requests.executing') : typeName(t, request);
}

/** Returns the text that the server refused a card for a request, with the slip number if the card has one. */
function sayRefused(t: TFunction, slipNumber: number | undefined): string {
  return slipNumber === undefined ? t('requests.refused') : t('requests.refusedSlip', { number: String(slipNumber) });
}

function rowId({ requestId }: RequestView): string {
  return `request-${requestId}`;
}
