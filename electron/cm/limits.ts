/** How long a connection to the CM service may take to come about, ms. */
export const CONNECT_LIMIT_MS = 10_000;
/** How long the CM service may take to answer a call whole, ms. */
export const ANSWER_LIMIT_MS = 30_000;

/** Certificates of a server that are looked at; it may send as many as it likes, but a way to a trusted issuer is short. */
export const MOST_CERTIFICATES = 10;
