import { useEffect, useLayoutEffect, useMemo, useRef, type ReactElement } from 'react';
import { isInTheWay } from '../../shared/card-standing.js';
import { keyWatch } from '../keys/key-watch.js';
import { requestIdIn } from '../keys/scan.js';
import { useShownStandings } from '../state/card-standing.js';
import { markPainted } from '../state/painted.js';
import { CardDetails } from '../cards/card-details.js';
import { bindableCards } from './bindable-cards.js';
import { DeskDialogs } from './desk-dialogs.js';
import { useDeskKeys } from './desk-keys.js';
import { notePresentation, choose, showUnusable, useDesk } from './desk-state.js';
import { filtered, noFilter } from './filter.js';
import { bindableHere } from '../state/offer.js';
import { search } from './search.js';
import { LastBindings } from './last-bindings.js';
import { RequestList } from './request-list.js';
import { RequestPanel } from './request-panel.js';
import { SideColumn } from './side-column.js';
import { isNamedBy, namedAtDesk } from '../keys/scanned.js';
import { TrainingPanel } from './training-panel.js';
import { useOffered } from './use-offered.js';
import { useNow } from '../state/now.js';
import { presentProjection, useProjection, useStation } from '../state/station.js';
import './requests.css';
import './desk.css';
import './training.css';

/** The operator's main screen: requests, readers and cards, latest bindings. */
export function Desk(): ReactElement {
  const query = useDesk((state) => state.query);
  const requestRules = useProjection(({ requestRules }) => requestRules);
  const prepared = useProjection((state) => state.prepared.cards);
  const bindings = useProjection(({ bindings }) => bindings);
  const fetchedAt = useProjection((state) => state.requestsFetchedAt);
  const isDown = useProjection(({ connection }) => connection.state === 'down');
  const now = useNow();
  const unfolded = useDesk((state) => state.unfolded);
  const isChoosing = useDesk(({ step }) => step.step === 'choosing');
  const filter = useDesk((state) => state.filter);
  const outcomeOf = useDesk((state) => (state.hand === 'outcome' ? state.outcomeOf : null));
  const cursor = useDesk((state) => state.cursor);
  const searchBox = useRef<HTMLInputElement>(null);

  const { sort, inOrder, bindable, cannot, old, isFolding, all, found, near } = useOffered(now);
  const others = useMemo(() => filtered(search(cannot, query), filter, now), [cannot, query, filter, now]);
  // A person who is searched for and has no other request is shown with the reason.
  const isUnfolded = others.length > 0 && (unfolded || (query.trim() !== '' && (found.length === 0 || near)));
  const shown = useMemo(() => (isUnfolded ? [...(near ? [] : found), ...others] : found), [isUnfolded, near, found, others]);
  const isNear = near && !isUnfolded;
  // Approximate matches and an empty search need a deliberate selection: nothing is selected until an arrow key is pressed,
  // so that Enter chooses no one by accident.
  const at = Math.max(
    isNear || query.trim() === '' ? -1 : 0,
    cursor === null ? -1 : shown.findIndex(({ requestId }) => requestId === cursor),
  );

  const outcome = bindings.find(({ bindingId }) => bindingId === outcomeOf);

  const here = useMemo(
    () => new Set(prepared.flatMap(({ outcome }) => (outcome.outcome === 'request' ? [outcome.request.requestId] : []))),
    [prepared],
  );

  const refused = useMemo(
    () =>
      new Map(
        bindings.flatMap(({ state, request, slipNumber }) => (state.state === 'refused' ? [[request.requestId, slipNumber] as const] : [])),
      ),
    [bindings],
  );

  const open = (requestId: string): void => {
    const { requests, readers } = presentProjection();
    const request = requests.byId.get(requestId);
    // A request that cannot be bound shows its reason and opens nothing.
    if (request !== undefined && !bindableHere(request, requestRules).bindable) {
      useDesk.setState({ cursor: requestId, hand: 'request' });
      return;
    }
    const cards = bindableCards(readers);
    const [first] = cards;
    const standings = useShownStandings.getState();
    // If every card in the readers is refused for any request, the desk asks for another one before opening anything.
    if (
      first !== undefined &&
      cards.every((card) => {
        const standing = standings[card];
        return standing !== undefined && isInTheWay(standing);
      })
    )
      showUnusable(requestId, first);
    else choose(requestId, cards.length === 1 ? (first ?? null) : null);
  };
  useDeskKeys({
    searchBox,
    move: (rows) => {
      const request = shown[Math.min(shown.length - 1, Math.max(0, at + rows))];
      if (request !== undefined) useDesk.setState({ cursor: request.requestId, hand: 'request' });
    },
    choose: () => {
      // A complete id names its request in any usual notation.
      const id = requestIdIn(query);
      const request = (id === null ? undefined : inOrder.find(({ requestId }) => requestId === id)) ?? shown[at];
      if (request === undefined) return;
      // A scanner that paused before its Enter also counts only with a complete number.
      if (keyWatch().scans.hasTyped(query) && cursor === null && !isNamedBy(request, query))
        useDesk.setState({ unknownScan: { text: query, headless: false } });
      else open(request.requestId);
    },
    scan: (scan) => {
      // A scan matches bindable requests, or else others, to show why they cannot be bound.
      const [only, ...more] = namedAtDesk({ bindable, cannot }, scan).requests;
      const text = scan.text.trim();
      const unknownScan = only === undefined ? { text, headless: scan.headless } : null;
      // An id is searched for in the station's notation.
      useDesk.setState({
        query: only !== undefined && requestIdIn(text) !== null ? only.requestId : text,
        filter: noFilter,
        cursor: null,
        hand: 'request',
        unknownScan,
      });
      if (only !== undefined && more.length === 0) open(only.requestId);
    },
  });

  // The search has the focus whenever nothing else has it: after a dialog, or after a click on the background.
  useEffect(() => {
    if (isChoosing) searchBox.current?.focus();
  }, [isChoosing]);

  // The result of a binding stays in front until another card is put in.
  useLayoutEffect(() => {
    const note = (): void => {
      for (const { state } of presentProjection().readers) if (state.state !== 'empty') notePresentation(state.presentationId);
    };
    note();
    return useStation.subscribe(note);
  }, []);

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
            near={isNear}
            rules={requestRules}
            sort={sort}
            folded={{ cannot: others.length, old: isFolding || unfolded ? old.length : 0, isUnfolded: unfolded || isUnfolded }}
            count={isUnfolded ? shown.length - others.length : found.length}
            total={bindable.length}
            fetchedAt={fetchedAt}
            isDown={isDown}
            at={at}
            here={here}
            refused={refused}
            now={now}
            searchBox={searchBox}
            onChoose={(requestId) => {
              open(requestId);
            }}
          />
          <LastBindings />
        </div>
        <SideColumn outcome={outcome}>
          {outcome === undefined && shown[at] !== undefined && <RequestPanel request={shown[at]} />}
          <TrainingPanel />
        </SideColumn>
      </div>
      <DeskDialogs />
      <CardDetails />
    </main>
  );
}
