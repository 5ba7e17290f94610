/** Bind calls sent to the server in parallel. */
export const PARALLEL_BINDINGS = 4;
/** Bindings processed in parallel: more than the routes, so that no route idles while intents are written. */
export const PARALLEL_SENDING = PARALLEL_BINDINGS + 2;
/** Bindings that the server is asked about in parallel. */
export const PARALLEL_ASKING = 6;
