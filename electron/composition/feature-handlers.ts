/**
 * The handlers of features that listen to nothing, one line each; they may keep state of their own. Each receives what
 * {@link createStation} has for all of them. Features that follow others, or send events to the page, are created there.
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
