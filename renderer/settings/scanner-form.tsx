import type { TFunction } from 'i18next';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { ScannerPreferences } from '../../shared/preferences.js';
import { personName } from '../bindings/person.js';
import { Choice } from '../design/choice.js';
import { Facts } from '../design/facts.js';
import { useTranslation } from '../i18n/i18n.js';
import { isScan, namedAtDesk } from '../keys/scanned.js';
import { keyWatch } from '../keys/key-watch.js';
import type { Scan } from '../keys/scan.js';
import { offerOf, type Offer } from '../state/offer.js';
import { useProjection } from '../state/station.js';

const suffixes = ['auto', 'enter', 'tab', 'none'] as const;
const times = [50, 100, 200] as const;

interface ScannerFormProps {
  readonly scanner: ScannerPreferences;
  readonly onPrefer: (scanner: ScannerPreferences) => void;
}

/** How the barcode scanner types, with a field that shows its input and what the desk would do. */
export function ScannerForm({ scanner, onPrefer }: ScannerFormProps): ReactElement {
  const { t } = useTranslation();
  return (
    <section className="panel section" aria-labelledby="scanner-title">
      <h2 id="scanner-title">{t('keys.scanner.title')}</h2>
      <div className="choices">
        <Choice
          title={t('keys.scanner.suffix')}
          value={scanner.suffix}
          options={suffixes.map((value) => ({ value, word: t(`keys.scanner.suffixes.${value}`) }))}
          onChoose={(suffix) => onPrefer({ ...scanner, suffix })}
        />
        <Choice
          title={t('keys.scanner.keyMs')}
          hint={t('keys.scanner.keyMsHint')}
          value={String(scanner.keyMs)}
          options={[
            { value: 'null', word: t('keys.scanner.automatic') },
            ...times.map((ms) => ({ value: String(ms), word: t('keys.scanner.upTo', { ms: String(ms) }) })),
          ]}
          onChoose={(chosen) => onPrefer({ ...scanner, keyMs: times.find((ms) => String(ms) === chosen) ?? null })}
        />
      </div>
      <ScannerTest scanner={scanner} />
    </section>
  );
}

function ScannerTest({ scanner }: Pick<ScannerFormProps, 'scanner'>): ReactElement {
  const { t } = useTranslation();
  const requests = useProjection(({ requests }) => requests);
  const rules = useProjection(({ requestRules }) => requestRules);
  const field = useRef<HTMLInputElement>(null);
  const [scan, setScan] = useState<Scan | null>(null);
  useEffect(
    () =>
      keyWatch().scans.listen((ended) => {
        if (document.activeElement !== field.current) return;
        setScan(ended);
        // The next scan starts in an empty field.
        if (field.current !== null) field.current.value = '';
      }),
    [],
  );
  return (
    <>
      <label className="field">
        <span>{t('keys.scanner.test')}</span>
        <input
          ref={field}
          className="input"
          autoComplete="off"
          spellCheck={false}
          data-testid="scanner-test"
          aria-describedby="scanner-test-hint"
          onKeyDown={(event) => {
            // The Tab of a scan does not leave the field; one pressed by hand does.
            const endedBy = keyWatch().scans.endedBy(event.nativeEvent);
            if (event.key === 'Tab' && (endedBy === 'suffix-again' || endedBy?.byMachine === true)) event.preventDefault();
          }}
        />
        <span id="scanner-test-hint" className="quiet">
          {t('keys.scanner.testHint')}
        </span>
      </label>
      <div
        role="status"
        data-testid="scanner-arrived"
        data-suffix={scan?.suffix}
        data-characters={scan?.text.length}
        data-key-ms={scan === null ? undefined : Math.round(scan.keyMs)}
      >
        {scan === null ? (
          <p className="quiet">{t('keys.scanner.nothing')}</p>
        ) : (
          <Facts
            facts={[
              {
                name: t('keys.scanner.arrived'),
                value: `${scan.text} (${t('keys.scanner.characters', { count: scan.text.length })})`,
                mono: true,
              },
              { name: t('keys.scanner.ending'), value: t(`keys.scanner.endings.${scan.suffix}`) },
              { name: t('keys.scanner.speed'), value: t('keys.scanner.ms', { ms: String(Math.round(scan.keyMs)) }) },
              { name: t('keys.scanner.chooses'), value: sayChoice(t, scan, scanner, offerOf(requests.byId.values(), rules, 0)) },
            ]}
          />
        )}
      </div>
    </>
  );
}

/** Returns what the desk would do with a scan; the age of a request does not matter. */
function sayChoice(t: TFunction, scan: Scan, scanner: ScannerPreferences, offer: Offer): string {
  if (!scan.byMachine) return t('keys.scanner.notScan');
  if (!isScan(scan, scanner)) return t('keys.scanner.notEnding');
  const { requests, isBindable } = namedAtDesk(offer, scan);
  const [only, ...others] = requests;
  if (only === undefined)
    return scan.headless ? t('keys.headlessScan', { text: scan.text }) : t('keys.scanner.nobodyFound', { text: scan.text });
  if (others.length > 0) return t('keys.scanner.severalFound', { count: requests.length });
  return t(isBindable ? 'keys.scanner.wouldChoose' : 'keys.scanner.wouldSay', { name: personName(t, only.person) });
}
