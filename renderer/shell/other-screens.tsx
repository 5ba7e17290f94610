import type { ReactElement } from 'react';
import { Attention } from '../attention/attention.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import { History } from '../history/history.js';
import { Prepared } from '../prepared/prepared.js';
import { Report } from '../report/report.js';
import { Settings } from '../settings/settings.js';
import type { Projection } from '../state/projection.js';
import { Stock } from '../stock/stock.js';
import type { Screen } from '../state/screens.js';

export interface OtherScreenProps {
  readonly screen: Exclude<Screen, 'desk'>;
  readonly projection: Projection;
  readonly now: number;
}

/** Every screen but the desk, which opens first and has a script of its own for that. */
export function OtherScreen({ screen, projection, now }: OtherScreenProps): ReactElement {
  switch (screen) {
    case 'attention':
      return <Attention bindings={projection.bindings} now={now} />;
    case 'history':
      return <History bindings={projection.bindings} />;
    case 'prepared':
      return <Prepared prepared={projection.prepared} />;
    case 'report':
      return <Report projection={projection} />;
    case 'stock':
      return <Stock summary={projection.stock} progress={projection.stockProgress} />;
    case 'diagnostics':
      return <Diagnostics projection={projection} />;
    case 'settings':
      return <Settings projection={projection} />;
  }
}
