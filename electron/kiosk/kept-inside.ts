import { fail } from '../../shared/result.js';
import type { Handlers } from '../answer-call.js';

/** Refuses, while a kiosk is locked, what opens a dialog of the system's: there are folders and programs behind it. */
export function keptInside(handlers: Handlers, isLocked: () => boolean): Handlers {
  const refused = () => Promise.resolve(fail({ code: 'in-kiosk' as const }));
  return {
    ...handlers,
    'history/export': (request) => (isLocked() ? refused() : handlers['history/export'](request)),
    'history/print': (request) => (isLocked() ? refused() : handlers['history/print'](request)),
    'stock/openList': (request) => (isLocked() ? refused() : handlers['stock/openList'](request)),
    'diagnostics/saveBundle': (request) => (isLocked() ? refused() : handlers['diagnostics/saveBundle'](request)),
  };
}
