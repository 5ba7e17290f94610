/**
 * The IPC channels. They stand apart from the contract so that the preload script, which runs before every
 * page, does not carry the schemas.
 */

/** All calls, as name and request; main looks the name up in `calls` of the contract. */
export const CALL_CHANNEL = 'station/call';

/** All events, in the envelope of the contract, as JSON. */
export const EVENT_CHANNEL = 'station/event';

/** Main asks the page's preload script whether the page draws; and its answer, which says nothing else. */
export const DRAW_CHANNEL = 'station/draw';
export const DRAWN_CHANNEL = 'station/drawn';
