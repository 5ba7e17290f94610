/**
 * The handlers of features that have no state and listen to nothing, one line each. Each receives what {@link createStation}
 * has for all of them. Features with state are created there.
 */
export { backupHandlers } from '../backup/backup-handlers.js';
export { catalogueHandlers } from '../cards/catalogue-handlers.js';
export { deskHandlers } from '../desks/desk-handlers.js';
export { diagnosticsHandlers } from '../diagnostics/diagnostics-handlers.js';
export { historyHandlers } from '../history/history-handlers.js';
export { kioskHandlers } from '../kiosk/kiosk-handlers.js';
export { peopleHandlers } from '../people/people-handlers.js';
export { probeHandlers } from '../probe/probe-handlers.js';
export { requestHandlers } from '../requests/request-handlers.js';
export { trainingHandlers } from '../training/training-handlers.js';
