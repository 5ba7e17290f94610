import type { ReactElement } from 'react';
import type { BindingView } from '../../shared/bindings.js';
import { BindingIcon, toneOfBinding } from '../bindings/outcome.js';
import { personName } from '../bindings/person.js';
import { careSummary } from '../bindings/care-text.js';
import { VirtualList } from '../design/virtual-list.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';

/** Height of a row, rem. */
const ROW_REM = 4.0;

interface HistoryRowsProps {
  readonly bindings: readonly BindingView[];
  readonly at: number;
  readonly onChoose: (bindingId: string) => void;
  readonly onNearEnd: () => void;
}

/** The matching bindings; only the rows in view are rendered. */
export function HistoryRows({ bindings, at, onChoose, onNearEnd }: HistoryRowsProps): ReactElement {
  const { t } = useTranslation();
  const { time } = useFormats();
  return (
    <VirtualList
      id="history-list"
      label={t('history.title')}
      items={bindings}
      at={at}
      rowRem={ROW_REM}
      row={(binding) => ({
        id: historyRowId(binding),
        className: `row floating ${toneOfBinding(binding)}`,
        data: { 'data-binding-id': binding.bindingId },
      })}
      onChoose={({ bindingId }) => {
        onChoose(bindingId);
      }}
      onNearEnd={onNearEnd}
    >
      {(binding) => (
        <>
          <BindingIcon binding={binding} size={22} />
          <span className="row-text">
            <strong>{personName(t, binding.request.person)}</strong>
            <span className="row-tone">
              {[t(`outcome.short.${binding.state.state}`), careSummary(t, binding.care)].filter((word) => word !== null).join(' · ')}
            </span>
          </span>
          <time className="quiet" dateTime={binding.confirmedAt}>
            {time(binding.confirmedAt)}
          </time>
        </>
      )}
    </VirtualList>
  );
}

/** Returns the id of a binding's row. */
export function historyRowId({ bindingId }: BindingView): string {
  return `history-${bindingId}`;
}
