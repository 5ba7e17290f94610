import { fail } from '../../shared/result.js';
import type { Handlers } from '../core/answer-call.js';

/** Refuses, while a kiosk is locked, what opens a dialog of the system's: there are folders and programs behind it. */
export function keptInside(handlers: Handlers, isLocked: () => boolean): Handlers {
  const refused = () => Promise.resolve(fail({ code: 'in-kiosk' as const }));
  return {
    ...handlers,
    'history/export': (request) => (isLocked() ? refused() : handlers['history/export'](request)),
    'history/print': (request) => (isLocked() ? refused() : handlers['history/print'](request)),
    'prepared/import': (request) => (isLocked() ? refused() : handlers['prepared/import'](request)),
    'prepared/export': (request) => (isLocked() ? refused() : handlers['prepared/export'](request)),
    'settings/save': (request) => (isLocked() ? refused() : handlers['settings/save'](request)),
    'server/testDraft': (request) => (isLocked() ? refused() : handlers['server/testDraft'](request)),
    'report/savePdf': (request) => (isLocked() ? refused() : handlers['report/savePdf'](request)),
    'report/saveCsv': (request) => (isLocked() ? refused() : handlers['report/saveCsv'](request)),
    'stock/openList': (request) => (isLocked() ? refused() : handlers['stock/openList'](request)),
    'diagnostics/saveBundle': (request) => (isLocked() ? refused() : handlers['diagnostics/saveBundle'](request)),
  };
}
