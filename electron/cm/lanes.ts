/** Calls that bind on their way to the server at once. */
export const PARALLEL_BINDINGS = 4;
/** Bindings that are being sent: some are written down while others are on their way, so that none of these ways stands idle. */
export const PARALLEL_SENDING = PARALLEL_BINDINGS + 2;
/** Bindings the server is asked about at once. */
export const PARALLEL_ASKING = 6;
