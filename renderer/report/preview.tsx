import { useEffect, useRef, useState, type ReactElement, type ReactNode, type RefObject } from 'react';
import { createPortal } from 'react-dom';
import { useFormats } from '../i18n/format.js';
import { useTranslation } from '../i18n/i18n.js';
import type { Block } from './blocks.js';
import { Page, usePages } from './pages.js';

/** Size of an A4 page at 96 px per inch, as in CSS. */
const SHEET_PX = { width: (210 * 96) / 25.4, height: (297 * 96) / 25.4 };

/** Preview of the pages as they will be printed, scaled down in a narrow window, and the same pages for printing. */
export function Preview({ blocks, foot }: { readonly blocks: readonly Block[]; readonly foot: ReactNode }): ReactElement {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { pages, measure } = usePages(blocks);
  const frame = useRef<HTMLDivElement>(null);
  const scale = useScale(frame);
  return (
    <section className="preview" aria-label={t('report.preview')}>
      <p className="quiet" role="status">
        {t('report.preview')} · {t('report.pages', { count: pages.length, number: number(pages.length) })}
      </p>
      {measure}
      {/* Focusable, so that the arrow keys can scroll it. */}
      <div className="sheets" ref={frame} tabIndex={0} role="group" aria-label={t('report.preview')}>
        {pages.map((page, index) => (
          <div key={index} className="sheet" style={{ width: SHEET_PX.width * scale, height: SHEET_PX.height * scale }}>
            <div className="sheet-scale" style={{ transform: `scale(${String(scale)})` }}>
              <Page blocks={page} page={index + 1} pages={pages.length} foot={foot} />
            </div>
          </div>
        ))}
      </div>
      {createPortal(
        <div className="paper-print" aria-hidden data-testid="paper-print">
          {pages.map((page, index) => (
            <Page key={index} blocks={page} page={index + 1} pages={pages.length} foot={foot} />
          ))}
        </div>,
        document.body,
      )}
    </section>
  );
}

/** Returns the scale at which a page fits its frame. */
function useScale(frame: RefObject<HTMLDivElement | null>): number {
  const [scale, setScale] = useState(1);
  useEffect(() => {
    const { current } = frame;
    if (current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setScale(Math.min(1, entry.contentRect.width / SHEET_PX.width));
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, [frame]);
  return scale;
}
