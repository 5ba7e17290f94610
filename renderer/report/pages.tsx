import { useLayoutEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from '../i18n/i18n.js';
import type { Block } from './blocks.js';
import { paginate, type Piece } from './paginate.js';

/** Height of a page without margins and footer, px: 297 mm less 16 above and 22 below, with a little to spare. */
const ROOM_PX = ((297 - 16 - 22 - 4) * 96) / 25.4;

/**
 * Paginates the report: parts are measured once at the width of the paper before anything is shown. The pages are the same on
 * screen and on paper.
 */
export function usePages(blocks: readonly Block[]): {
  readonly pages: readonly (readonly Block[])[];
  readonly measure: ReactElement | null;
} {
  const [laid, setLaid] = useState<{ readonly blocks: readonly Block[]; readonly pages: readonly (readonly Block[])[] } | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const isLaid = laid?.blocks === blocks;
  useLayoutEffect(() => {
    if (isLaid || place.current === null) return;
    const pieces = measured(place.current, blocks);
    setLaid({ blocks, pages: paginate(pieces, ROOM_PX).map((page) => page.flatMap((index) => blocks[index] ?? [])) });
  }, [blocks, isLaid]);
  return {
    // The previous pages stay until the new ones are measured, which happens before the screen is painted.
    pages: laid?.pages ?? [],
    measure: isLaid ? null : (
      <div ref={place} className="paper paper-measure" aria-hidden>
        <Content blocks={blocks} isMeasured />
      </div>
    ),
  };
}

function measured(place: HTMLElement, blocks: readonly Block[]): readonly Piece[] {
  const heights = [...place.querySelectorAll<HTMLElement>('[data-piece]')].map((element) => element.getBoundingClientRect().height);
  const heads = new Map(
    [...place.querySelectorAll<HTMLElement>('[data-table]')].map((table) => [
      table.dataset['table'],
      table.querySelector('thead')?.getBoundingClientRect().height ?? 0,
    ]),
  );
  return blocks.map(({ table, breakBefore = false, keepWithNext = false }, index) => {
    const head = heads.get(table) ?? 0;
    const isFirst = table !== undefined && blocks[index - 1]?.table !== table;
    return { height: (heights[index] ?? 0) + (isFirst ? head : 0), repeatedHeight: isFirst ? 0 : head, breakBefore, keepWithNext };
  });
}

interface PageProps {
  readonly blocks: readonly Block[];
  readonly page: number;
  readonly pages: number;
  /** Footer of every page, before its number. */
  readonly foot: ReactNode;
}

/** One A4 page. */
export function Page({ blocks, page, pages, foot }: PageProps): ReactElement {
  const { t } = useTranslation();
  const said = t('report.page', { page: String(page), pages: String(pages) });
  return (
    <section className="paper paper-page" data-testid="paper-page" aria-label={said}>
      <Content blocks={blocks} />
      <footer className="paper-foot">
        <span>{foot}</span>
        <span>{said}</span>
      </footer>
    </section>
  );
}

function Content({ blocks, isMeasured = false }: { readonly blocks: readonly Block[]; readonly isMeasured?: boolean }): ReactElement {
  return (
    <>
      {runsOf(blocks).map(({ table, run }) => {
        const [first] = run;
        if (first === undefined) return null;
        if (table === undefined) {
          return run.map(({ key, node }) => (
            <div key={key} data-piece={isMeasured ? '' : undefined}>
              {node}
            </div>
          ));
        }
        return (
          <table key={first.key} className={`paper-table ${table}`} data-table={table}>
            {first.head}
            {run.map(({ key, node }) => (
              <tbody key={key} data-piece={isMeasured ? '' : undefined}>
                {node}
              </tbody>
            ))}
          </table>
        );
      })}
    </>
  );
}

/** Returns adjacent blocks of one table as groups. */
function runsOf(blocks: readonly Block[]): readonly { readonly table: Block['table']; readonly run: readonly Block[] }[] {
  const runs: { table: Block['table']; run: Block[] }[] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    if (last !== undefined && last.table === block.table) last.run.push(block);
    else runs.push({ table: block.table, run: [block] });
  }
  return runs;
}
