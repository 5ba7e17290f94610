import { CloudOff, Inbox, SearchX } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from '../i18n/i18n.js';
import { LookUp } from './look-up.js';
import { Empty } from '../design/empty.js';

interface NoRequestsProps {
  /** Number of requests that the search or the filters exclude. */
  readonly total: number;
  readonly query: string;
  /** When the list was last fetched; null if never. */
  readonly fetchedAt: string | null;
  /** Whether the server does not answer. */
  readonly isDown: boolean;
}

const LIST = 'request-list';

/** Shown instead of an empty list, with what would fill it. */
export function NoRequests({ total, query, fetchedAt, isDown }: NoRequestsProps): ReactElement {
  const { t } = useTranslation();
  if (fetchedAt === null)
    return isDown ? <Empty id={LIST} icon={CloudOff} title={t('requests.noList')} hint={t('requests.noListHint')} /> : <Coming />;
  if (total === 0) return <Empty id={LIST} icon={Inbox} title={t('requests.none')} hint={t('requests.noneHint')} />;
  const title = query === '' ? t('requests.nothingLeft') : t('requests.nothing', { query });
  return (
    <>
      <Empty id={LIST} icon={SearchX} title={title} hint={t('requests.nothingHint')} />
      <LookUp query={query} />
    </>
  );
}

/** Placeholder rows, so that nothing moves when the rows arrive. */
function Coming(): ReactElement {
  const { t } = useTranslation();
  return (
    <div id={LIST} className="coming" role="status" data-testid="requests-coming">
      <span className="hidden">{t('requests.loading')}</span>
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className="coming-row" aria-hidden>
          <span className="coming-mark" />
          <span className="coming-words" />
          <span className="coming-words" />
        </div>
      ))}
    </div>
  );
}
