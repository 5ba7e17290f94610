import { useEffect, useRef, type ReactElement } from 'react';
import { Button } from 'react-aria-components';
import { stockFields, type StockField, type StockListFile, type StockMapping } from '../../shared/stock.js';
import { Progress } from '../design/progress.js';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import { ImportOrder } from './import-order.js';
import { ImportPreview } from './import-preview.js';
import { canImport, chooseMapping, hasIds, runImport, type ImportStep } from './import-state.js';

interface ImportMappingProps {
  readonly step: Extract<ImportStep, { step: 'mapping' }>;
  /** Progress of checking the lines, 0 to 1; null if unknown. */
  readonly checked: number | null;
  readonly onCancel: () => void;
  readonly onAnother: () => void;
}

/** Maps the columns and the id order, and shows what an import would do. Enter imports. */
export function ImportMapping({ step, checked, onCancel, onAnother }: ImportMappingProps): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { file, mapping, preview } = step;
  const isReady = canImport(step);
  const first = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    first.current?.focus();
  }, []);
  const choose = (change: Partial<StockMapping>): void => {
    void chooseMapping(file, { ...mapping, ...change });
  };
  const cards = preview?.cards ?? 0;
  return (
    <form
      className="import-form"
      data-keys="own"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void runImport();
      }}
    >
      <p>
        {t('stock.import.file', { count: file.lines, name: file.name, lines: number(file.lines) })}
        {file.sheet !== null && <span data-testid="sheet"> {t('stock.import.sheet', { sheet: file.sheet })}</span>}
        {file.isRemembered && <span className="quiet"> {t('stock.import.remembered')}</span>}
      </p>
      <fieldset className="import-columns">
        <legend>{t('stock.import.columns')}</legend>
        {stockFields.map((field, index) => (
          <label key={field} className="field">
            <span>{t(`stock.import.column.${field}`)}</span>
            <select
              ref={index === 0 ? first : undefined}
              data-testid={`column-${field}`}
              value={mapping.columns[field] ?? ''}
              onChange={({ target }) => {
                choose({ columns: { ...mapping.columns, [field]: target.value === '' ? null : Number(target.value) } });
              }}
            >
              <option value="">{t('stock.import.noColumn')}</option>
              {file.header.map((name, column) => (
                <option key={column} value={column}>
                  {name === '' ? t('stock.import.unnamed', { number: String(column + 1) }) : name}
                </option>
              ))}
            </select>
          </label>
        ))}
      </fieldset>
      {!hasIds(mapping) && (
        <p className="notice warn" role="alert">
          {t('stock.import.needsColumn')}
        </p>
      )}
      {hasIds(mapping) && mapping.columns.cardId === null && <p className="notice quiet">{t('stock.import.noIds')}</p>}
      <Sample file={file} mapping={mapping} />
      {preview?.ambiguous && (
        <ImportOrder
          ambiguous={preview.ambiguous}
          chosen={mapping.idOrder}
          onChoose={(idOrder) => {
            choose({ idOrder });
          }}
        />
      )}
      {hasIds(mapping) &&
        (preview === null ? (
          <Progress title={t('stock.import.checking')} done={checked} />
        ) : (
          <ImportPreview step={step} preview={preview} />
        ))}
      <footer className="dialog-foot">
        <Button className="button" onPress={onCancel}>
          {t('stock.import.cancel')}
        </Button>
        <Button className="button" onPress={onAnother}>
          {t('stock.import.another')}
        </Button>
        <button type="submit" className="button primary" disabled={!isReady} data-testid="stock-import-run">
          {isReady ? t('stock.import.run', { count: cards, cards: number(cards) }) : t('stock.import.runNot')}
        </button>
      </footer>
    </form>
  );
}

/** The first lines of the list, each column under its field. */
function Sample({ file, mapping }: { readonly file: StockListFile; readonly mapping: StockMapping }): ReactElement {
  const { t } = useTranslation();
  const fieldOf = (column: number): StockField | undefined => stockFields.find((field) => mapping.columns[field] === column);
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label={t('stock.import.sample')}>
      <table className="table import-sample">
        <thead>
          <tr>
            <th scope="col">{t('stock.import.line')}</th>
            {file.header.map((name, column) => {
              const field = fieldOf(column);
              return (
                <th key={column} scope="col">
                  {name}
                  {field !== undefined && <span className="tag">{t(`stock.import.column.${field}`)}</span>}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {file.sample.map(({ line, cells }) => (
            <tr key={line}>
              <th scope="row">{line}</th>
              {cells.map((cell, column) => (
                <td key={column} className={fieldOf(column) === undefined ? 'quiet' : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
