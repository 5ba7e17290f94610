import { useEffect, useRef, type ReactElement } from 'react';
import type { CallTiming, Diagnostics } from '../../shared/diagnostics.js';
import { Facts } from '../design/facts.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';

/** Response times of the server, by kind of call. */
export function TimingsSection({ timings }: { readonly timings: readonly CallTiming[] }): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  return (
    <section className="panel section" aria-labelledby="diagnostics-timings">
      <h2 id="diagnostics-timings">{t('diagnostics.timings')}</h2>
      {timings.length === 0 ? (
        <p className="quiet">{t('diagnostics.noTimings')}</p>
      ) : (
        <div className="table-frame" tabIndex={0} role="group" aria-labelledby="diagnostics-timings">
          <table className="table" data-testid="timings">
            <thead>
              <tr>
                <th scope="col">{t('diagnostics.call')}</th>
                {(['count', 'failures', 'last', 'median', 'slowest'] as const).map((column) => (
                  <th key={column} scope="col" className="number">
                    {t(`diagnostics.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {timings.map(({ call, count, failures, lastMs, medianMs, slowestMs }) => (
                <tr key={call}>
                  <th scope="row" className="mono">
                    {call}
                  </th>
                  {[count, failures, lastMs, medianMs, slowestMs].map((value, index) => (
                    <td key={index} className="number">
                      {number(value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** Program versions, platform and start time. */
export function VersionsSection({ diagnostics }: { readonly diagnostics: Diagnostics }): ReactElement {
  const { t } = useTranslation();
  const { date, bytes } = useFormats();
  const { versions, station, operator, startedAt, memoryBytes, profile } = diagnostics;
  return (
    <section className="panel section" aria-labelledby="diagnostics-versions">
      <h2 id="diagnostics-versions">{t('diagnostics.versions')}</h2>
      <Facts
        facts={[
          ...Object.entries(versions).map(([name, value]) => ({ name: name === 'system' ? t('diagnostics.system') : name, value })),
          { name: t('diagnostics.station'), value: station },
          { name: t('diagnostics.operator'), value: operator },
          { name: t('diagnostics.started'), value: date(startedAt) },
          { name: t('diagnostics.memory'), value: bytes(memoryBytes) },
          { name: t('diagnostics.profile'), value: profile, mono: true },
        ]}
      />
    </section>
  );
}

/** The last lines of the log, with the newest visible. */
export function LogSection({ log }: { readonly log: readonly string[] }): ReactElement {
  const { t } = useTranslation();
  const lines = useRef<HTMLPreElement>(null);
  const newest = log.at(-1);
  useEffect(() => {
    lines.current?.scrollTo({ top: lines.current.scrollHeight });
  }, [newest]);
  return (
    <section className="panel section wide-section" aria-labelledby="diagnostics-log">
      <h2 id="diagnostics-log">{t('diagnostics.log')}</h2>
      <pre ref={lines} className="log mono" tabIndex={0} role="group" aria-labelledby="diagnostics-log">
        {log.join('\n')}
      </pre>
    </section>
  );
}
