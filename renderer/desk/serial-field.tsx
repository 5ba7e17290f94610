import { CircleAlert, CircleCheck, ScanBarcode } from 'lucide-react';
import { useEffect, useId, useRef, type ReactElement } from 'react';
import { MAX_SERIAL_LENGTH, type SerialReason } from '../../shared/printed-serial.js';
import { useTranslation } from '../i18n/i18n.js';
import { keyWatch } from '../keys/key-watch.js';
import { isScan } from '../keys/scanned.js';

interface SerialFieldProps {
  readonly entered: string;
  /** Why the entry does not confirm the card; null if it does. */
  readonly objection: SerialReason | null;
  readonly onEntered: (text: string) => void;
}

/**
 * Field for the printed serial number. The number is not shown meanwhile, because an operator who could copy it from the
 * screen would not have to look at the card.
 */
export function SerialField({ entered, objection, onEntered }: SerialFieldProps): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const latest = useRef(onEntered);
  useEffect(() => {
    latest.current = onEntered;
  });
  // A scan counts wherever the focus is, and replaces the previous entry.
  useEffect(() => {
    const { scans } = keyWatch();
    return scans.listen((scan) => {
      if (isScan(scan, scans.scanner)) latest.current(scan.text.trim().slice(0, MAX_SERIAL_LENGTH));
    });
  }, []);
  const isHopeless = objection === 'card-unknown' || objection === 'no-serial';
  useEffect(() => {
    if (!isHopeless) field.current?.focus();
  }, [isHopeless]);
  if (isHopeless) {
    return (
      <p className="notice bad" role="alert" data-testid="serial-check" data-serial={objection}>
        <CircleAlert aria-hidden size={20} /> {t(`confirm.serial.${objection}`)}
      </p>
    );
  }
  return (
    <div className="serial-field" data-testid="serial-check" data-serial={objection ?? 'confirmed'}>
      <label htmlFor={id}>
        <ScanBarcode aria-hidden size={20} /> {t('confirm.serial.label')}
      </label>
      <input
        ref={field}
        id={id}
        className="input mono"
        value={entered}
        maxLength={MAX_SERIAL_LENGTH}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={objection === 'other-serial'}
        aria-describedby={`${id}-said`}
        data-testid="serial-entry"
        onChange={({ target }) => {
          onEntered(target.value);
        }}
        onKeyDown={(event) => {
          // The Tab of a scanner ends a scan and does not move the focus.
          const ended = event.key === 'Tab' ? keyWatch().scans.endedBy(event.nativeEvent) : null;
          if (ended === 'suffix-again' || ended?.byMachine === true) event.preventDefault();
        }}
      />
      <p id={`${id}-said`} role="status" className={objection === null ? 'good' : objection === 'other-serial' ? 'bad' : 'quiet'}>
        {objection === null && <CircleCheck aria-hidden size={18} />}
        {objection === 'other-serial' && <CircleAlert aria-hidden size={18} />}
        {t(`confirm.serial.${objection ?? 'confirmed'}`)}
      </p>
    </div>
  );
}
