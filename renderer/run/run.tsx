import { useState, type ReactElement } from 'react';
import { CardDetails } from '../cards/card-details.js';
import { DeskDialogs } from '../desk/desk-dialogs.js';
import { useProjection } from '../state/station.js';
import { BeginRun } from './begin-run.js';
import { RunPaper } from './run-paper.js';
import { UnderWay } from './under-way.js';
import '../desk/requests.css';
import '../desk/desk.css';
import '../desk/training.css';
import './run.css';

/** Works off a prepared file or the desk's list person by person; the confirm step is that of the desk. */
export function Run(): ReactElement {
  const run = useProjection((state) => state.run);
  const [onPaper, setOnPaper] = useState(false);
  const isUnderWay = run !== null && run.endedAt === null;
  return (
    <main className="run-screen" data-testid="run">
      {run !== null && onPaper ? (
        <RunPaper
          run={run}
          onBack={() => {
            setOnPaper(false);
          }}
        />
      ) : isUnderWay ? (
        <UnderWay
          run={run}
          onReport={() => {
            setOnPaper(true);
          }}
        />
      ) : (
        <BeginRun
          last={run}
          onReport={() => {
            setOnPaper(true);
          }}
        />
      )}
      <DeskDialogs />
      <CardDetails />
    </main>
  );
}
