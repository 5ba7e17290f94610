/**
 * What answers the calls of the features that only answer, one line each. Each is given what {@link createStation} has for all of
 * them, and takes what it names. A feature that also listens or keeps a state is made there, and answers with it.
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
