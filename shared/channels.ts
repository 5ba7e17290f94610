/**
 * The two IPC channels. They stand apart from the contract so that the preload script, which runs before every
 * page, does not carry the schemas.
 */

/** All calls, as name and request; main looks the name up in `calls` of the contract. */
export const CALL_CHANNEL = 'station/call';

/** All events, in the envelope of the contract, as JSON. */
export const EVENT_CHANNEL = 'station/event';
