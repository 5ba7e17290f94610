/**
 * Environment variables of Node, Electron, Chromium, their TLS libraries and the PC/SC library, any of which may disable a
 * protection. All of them are cleared before anything reads them, except the allowed ones. Electron acts on some before the
 * station's first line; with these the station does not start.
 */

/** Whole families, to include variables of newer versions. `SSL` covers `SSLKEYLOGFILE`, `SSL_CERT_FILE` and others. */
const families = /^(?:NODE_|ELECTRON_|CHROME_|CHROMIUM_|GOOGLE_|SSL|OPENSSL_|NSS_|NSPR_|UV_|PCSCLITE_|LIBPCSCLITE_)/i;

/** How Linux draws the window, and the desktop entry it belongs to. */
const allowed = /^(?:ELECTRON_OZONE_PLATFORM_HINT|CHROME_DESKTOP)$/i;

/** Variables that disable or replace the sandbox, or write the output of page and Chromium to a file. */
const actedOn = /^(?:(?:ELECTRON|CHROME|CHROMIUM)_.*SANDBOX.*|ELECTRON_ENABLE_LOGGING|ELECTRON_LOG_FILE|CHROME_LOG_FILE)$/i;

/**
 * Removes dangerous variables from the given environment, so that this process and its children do not see them.
 * @returns the first variable that the station refuses to start with, or null
 */
export function clearEnvironment(env: NodeJS.ProcessEnv): string | null {
  const ours = Object.keys(env).filter((name) => families.test(name) && !allowed.test(name));
  for (const name of ours) Reflect.deleteProperty(env, name);
  return ours.find((name) => actedOn.test(name)) ?? null;
}
