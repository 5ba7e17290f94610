export function ensureShippedStation(): Promise<string>;
