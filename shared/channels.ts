/**
 * IPC channel names. Separate from the contract so that the preload script, which runs before every page, does not load the
 * schemas.
 */

/** All calls, as name and request; the main process looks the name up in `calls` of the contract. */
export const CALL_CHANNEL = 'station/call';

/** All events, in the contract's envelope, as JSON. */
export const EVENT_CHANNEL = 'station/event';

/** The main process asks the page's preload script whether the page still draws; the answer carries nothing else. */
export const DRAW_CHANNEL = 'station/draw';
export const DRAWN_CHANNEL = 'station/drawn';
