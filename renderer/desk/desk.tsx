import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reader } from '../../shared/readers.js';
import type { Projection } from '../state/projection.js';
import { Announcer } from './announcer.js';
import { BindingsPanel } from './bindings-panel.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { choose, useDesk } from './desk-state.js';
import { FailedDialog } from './failed-dialog.js';
import { Header } from './header.js';
import { ReadersPanel } from './readers-panel.js';
import { RequestList } from './request-list.js';
import { search, sorted } from './search.js';
import { TrainingPanel } from './training-panel.js';
import { Warnings } from './warnings.js';
import './desk.css';

/** Cards that can be bound now. */
export function bindableCards(readers: readonly Reader[]): readonly number[] {
  return readers.flatMap(({ state }) =>
    state.state === 'card' && state.identification.state === 'identified' ? [state.presentationId] : [],
  );
}

/** The one screen an operator works at: requests, reader and card, the line to the server, what was bound last. */
export function Desk({ projection }: { readonly projection: Projection }): ReactElement {
  const { t } = useTranslation();
  const query = useDesk((state) => state.query);
  const sort = useDesk((state) => state.sort);
  const step = useDesk((state) => state.step);
  const cursor = useDesk((state) => state.cursor);
  const searchBox = useRef<HTMLInputElement>(null);
  const now = useNow();

  const all = useMemo(() => sorted(projection.requests.values(), sort), [projection.requests, sort]);
  const shown = useMemo(() => search(all, query), [all, query]);
  const at = Math.max(0, shown.findIndex(({ requestId }) => requestId === cursor));

  const move = (index: number): void => {
    const request = shown[Math.min(shown.length - 1, Math.max(0, index))];
    if (request !== undefined) useDesk.setState({ cursor: request.requestId });
  };
  const open = (requestId: string, by: 'held' | 'ready'): void => {
    const cards = bindableCards(projection.readers);
    choose(requestId, cards.length === 1 ? (cards[0] ?? null) : null, by);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (step.step !== 'choosing' || event.ctrlKey || event.metaKey || event.altKey) return;
    const elsewhere = event.target instanceof HTMLElement && event.target.closest('button, select, [data-keys="own"]') !== null;
    // What is typed into another field belongs there.
    if (event.target instanceof HTMLInputElement && event.target !== searchBox.current && event.key !== 'Escape') return;
    switch (event.key) {
      case 'ArrowDown':
        if (!elsewhere) move(at + 1);
        break;
      case 'ArrowUp':
        if (!elsewhere) move(at - 1);
        break;
      case 'PageDown':
        move(at + 8);
        break;
      case 'PageUp':
        move(at - 8);
        break;
      case 'Enter': {
        const request = shown[at];
        if (elsewhere || event.repeat || request === undefined) return;
        open(request.requestId, 'held');
        break;
      }
      case 'Escape':
        useDesk.setState({ query: '', cursor: null });
        searchBox.current?.focus();
        break;
      default:
        // Typing anywhere is searching; the key itself then lands in the box.
        if (event.key.length === 1 && event.key !== ' ' && event.target !== searchBox.current) searchBox.current?.focus();
        return;
    }
    if (!elsewhere || event.key === 'Escape') event.preventDefault();
  };

  // The keyboard belongs to the search whenever nothing else has it: after a dialog, after a click beside everything.
  useEffect(() => {
    if (step.step === 'choosing') searchBox.current?.focus();
  }, [step.step]);

  return (
    <div className="desk" data-testid="desk" data-mode={projection.mode} onKeyDown={onKeyDown} role="presentation">
      {projection.mode === 'training' && (
        <p className="training-banner">
          <strong>{t('training.badge')}</strong> {t('training.banner')}
        </p>
      )}
      <Header projection={projection} />
      <Warnings warnings={projection.warnings} />
      <main className="desk-main">
        <RequestList
          requests={shown}
          total={all.length}
          fetchedAt={projection.requestsFetchedAt}
          at={at}
          now={now}
          searchBox={searchBox}
          onChoose={(requestId) => {
            open(requestId, 'ready');
          }}
        />
        <aside className="desk-side">
          <ReadersPanel readers={projection.readers} service={projection.service} bindings={projection.bindings} />
          <BindingsPanel bindings={projection.bindings} />
          {projection.training !== null && <TrainingPanel training={projection.training} />}
        </aside>
      </main>
      <ConfirmDialog projection={projection} />
      <FailedDialog />
      <Announcer />
    </div>
  );
}

/** The time, to the minute, so that ages on the screen stay true. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 30_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
