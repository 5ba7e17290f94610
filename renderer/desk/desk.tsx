import { useEffect, useMemo, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reader } from '../../shared/readers.js';
import { keyWatch } from '../keys/key-watch.js';
import { requestIdIn } from '../keys/scan.js';
import { markPainted } from '../state/painted.js';
import type { Projection } from '../state/projection.js';
import { ApproveBinding } from './approve-binding.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { useDeskKeys } from './desk-keys.js';
import { choose, useDesk } from './desk-state.js';
import { FailedDialog } from './failed-dialog.js';
import { noFilter } from './filter.js';
import { LastBindings } from './last-bindings.js';
import { OutcomePanel } from './outcome-panel.js';
import { ReadersPanel } from './readers-panel.js';
import { RequestList } from './request-list.js';
import { RequestPanel } from './request-panel.js';
import { sorted } from './order.js';
import { isNamedBy, requestsOfScan } from '../keys/scanned.js';
import { TrainingPanel } from './training-panel.js';
import { useFound } from './use-found.js';
import './requests.css';
import './desk.css';

/** Cards that can be bound now. */
export function bindableCards(readers: readonly Reader[]): readonly number[] {
  return readers.flatMap(({ state }) =>
    state.state === 'card' && state.identification.state === 'identified' ? [state.presentationId] : [],
  );
}

interface DeskProps {
  readonly projection: Projection;
  /** Now, in ms since the epoch, to the minute. */
  readonly now: number;
}

/** The screen an operator works at: requests, reader and card, what was bound last. */
export function Desk({ projection, now }: DeskProps): ReactElement {
  const { t } = useTranslation();
  const query = useDesk((state) => state.query);
  const sort = useDesk((state) => state.sort);
  const isChoosing = useDesk(({ step }) => step.step === 'choosing');
  const filter = useDesk((state) => state.filter);
  const outcomeOf = useDesk((state) => (state.hand === 'outcome' ? state.outcomeOf : null));
  const cursor = useDesk((state) => state.cursor);
  const searchBox = useRef<HTMLInputElement>(null);

  const all = useMemo(() => sorted(projection.requests, sort), [projection.requests, sort]);
  const { requests: shown, near } = useFound(all, filter, query, now);
  // What only comes close is chosen knowingly: nothing is in hand until the arrow keys say so.
  // So is what nobody has searched for: Enter on an empty search chooses nobody.
  const at = Math.max(
    near || query.trim() === '' ? -1 : 0,
    cursor === null ? -1 : shown.findIndex(({ requestId }) => requestId === cursor),
  );

  const outcome = projection.bindings.find(({ bindingId }) => bindingId === outcomeOf);

  const here = useMemo(
    () => new Set(projection.prepared.cards.flatMap(({ outcome }) => (outcome.outcome === 'request' ? [outcome.request.requestId] : []))),
    [projection.prepared.cards],
  );

  const open = (requestId: string): void => {
    const cards = bindableCards(projection.readers);
    choose(requestId, cards.length === 1 ? (cards[0] ?? null) : null);
  };
  useDeskKeys({
    searchBox,
    move: (rows) => {
      const request = shown[Math.min(shown.length - 1, Math.max(0, at + rows))];
      if (request !== undefined) useDesk.setState({ cursor: request.requestId, hand: 'request' });
    },
    choose: () => {
      // A whole id names its request however it was typed, in any usual way of writing it.
      const id = requestIdIn(query);
      const request = (id === null ? undefined : all.find(({ requestId }) => requestId === id)) ?? shown[at];
      if (request === undefined) return;
      // A scanner that paused before its Enter names by a whole number, too.
      if (keyWatch().scans.hasTyped(query) && cursor === null && !isNamedBy(request, query))
        useDesk.setState({ unknownScan: { text: query, headless: false } });
      else open(request.requestId);
    },
    scan: (scan) => {
      const [only, ...others] = requestsOfScan(all, scan);
      const text = scan.text.trim();
      const unknownScan = only === undefined ? { text, headless: scan.headless } : null;
      // An id is searched for as the station writes it.
      useDesk.setState({
        query: only !== undefined && requestIdIn(text) !== null ? only.requestId : text,
        filter: noFilter,
        cursor: null,
        hand: 'request',
        unknownScan,
      });
      if (only !== undefined && others.length === 0) open(only.requestId);
    },
  });

  // The keyboard belongs to the search whenever nothing else has it: after a dialog, after a click beside everything.
  useEffect(() => {
    if (isChoosing) searchBox.current?.focus();
  }, [isChoosing]);

  useEffect(() => {
    markPainted('desk');
  }, []);

  return (
    <main className="desk" data-testid="desk">
      <div className="desk-main">
        <div className="desk-list">
          <RequestList
            requests={shown}
            all={all}
            near={near}
            total={all.length}
            fetchedAt={projection.requestsFetchedAt}
            isDown={projection.line.state === 'down'}
            at={at}
            here={here}
            now={now}
            searchBox={searchBox}
            onChoose={(requestId) => {
              open(requestId);
            }}
          />
          <LastBindings bindings={projection.bindings} />
        </div>
        {/* Reached by Tab: on a low screen it is longer than its place, and what is below must not need a mouse. */}
        <aside className="desk-side" tabIndex={0} aria-label={t('requests.side')}>
          <ReadersPanel
            readers={projection.readers}
            service={projection.service}
            bindings={projection.bindings}
            prepared={projection.prepared.cards}
          />
          {outcome !== undefined && <OutcomePanel binding={outcome} />}
          {outcome === undefined && shown[at] !== undefined && <RequestPanel request={shown[at]} />}
          {projection.training !== null && <TrainingPanel training={projection.training} fourEyes={projection.fourEyes.length > 0} />}
        </aside>
      </div>
      <ConfirmDialog projection={projection} />
      <FailedDialog />
      <ApproveBinding projection={projection} />
    </main>
  );
}
