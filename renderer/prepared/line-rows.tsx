import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react';
import type { ReactElement } from 'react';
import { preparedGroupOf, type LineRef, type PreparedOutcome, type PreparedRow } from '../../shared/prepared.js';
import { VirtualList } from '../design/virtual-list.js';
import { useTranslation } from '../i18n/i18n.js';
import { preparedPersonText } from './prepared-text.js';

/** Height of a row, rem. */
const ROW_REM = 4.0;

interface LineRowsProps {
  readonly rows: readonly PreparedRow[];
  readonly at: number;
  readonly onChoose: (line: LineRef) => void;
  readonly onNearEnd: () => void;
}

/** The matching lines; only the rows in view are rendered. */
export function LineRows({ rows, at, onChoose, onNearEnd }: LineRowsProps): ReactElement {
  const { t } = useTranslation();
  return (
    <VirtualList
      id="prepared-list"
      label={t('prepared.title')}
      items={rows}
      at={at}
      rowRem={ROW_REM}
      row={({ assignment, outcome }) => ({
        id: lineRowId(assignment),
        className: `row floating line-row ${toneOf(outcome)}`,
        data: { 'data-outcome': outcome.outcome, 'data-line': assignment.line },
      })}
      onChoose={({ assignment }) => {
        onChoose(assignment);
      }}
      onNearEnd={onNearEnd}
    >
      {({ assignment, outcome }) => (
        <>
          <OutcomeIcon outcome={outcome} />
          <span className="row-text">
            <strong>{preparedPersonText(t, assignment, outcome)}</strong>
            <span className="row-tone">{t(`prepared.short.${outcome.outcome}`)}</span>
          </span>
          <span className="line-card quiet">
            <span className="mono">{assignment.card}</span>
          </span>
        </>
      )}
    </VirtualList>
  );
}

/** Returns the id of a line's row. */
export function lineRowId({ file, line }: LineRef): string {
  return `prepared-${encodeURIComponent(file)}-${String(line)}`;
}

/** Returns the severity of an outcome, for its color. */
export function toneOf({ outcome }: PreparedOutcome): 'good' | 'warn' | 'quiet' {
  switch (preparedGroupOf(outcome)) {
    case 'done':
      return 'good';
    case 'unusable':
      return 'warn';
    case 'waiting':
      return 'quiet';
  }
}

function OutcomeIcon({ outcome }: { readonly outcome: PreparedOutcome }): ReactElement {
  switch (preparedGroupOf(outcome.outcome)) {
    case 'done':
      return <CircleCheck aria-hidden size={22} />;
    case 'unusable':
      return <CircleAlert aria-hidden size={22} />;
    case 'waiting':
      return <CircleDashed aria-hidden size={22} />;
  }
}
