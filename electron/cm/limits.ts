/** Time limit for a connection to the CM service, ms. */
export const CONNECT_LIMIT_MS = 10_000;
/** Time limit for a complete answer of the CM service, ms. */
export const ANSWER_LIMIT_MS = 30_000;

/** Maximum number of certificates examined in a server's chain. The server may send more, but a path to a trusted issuer is short. */
export const MOST_CERTIFICATES = 10;
