/**
 * The environment variables of Node, Electron, Chromium, their TLS and the PC/SC library, any of which may turn off a
 * protection. All of a family are cleared before anything reads them, but for those that are allowed. What Electron has acted
 * on before the station's first line cannot be cleared: with such a variable the station does not start.
 */

/** Whole families, so that a variable of a newer version is among them. `SSLKEYLOGFILE`, `SSL_CERT_FILE` and the like are one. */
const families = /^(?:NODE_|ELECTRON_|CHROME_|CHROMIUM_|GOOGLE_|SSL|OPENSSL_|NSS_|NSPR_|UV_|PCSCLITE_|LIBPCSCLITE_)/i;

/** How the window is drawn under Linux, and whose it is to the desktop. */
const allowed = /^(?:ELECTRON_OZONE_PLATFORM_HINT|CHROME_DESKTOP)$/i;

/** Without the sandbox, or with a helper of somebody's instead of it; what the page and Chromium say, into a file. */
const actedOn = /^(?:(?:ELECTRON|CHROME|CHROMIUM)_.*SANDBOX.*|ELECTRON_ENABLE_LOGGING|ELECTRON_LOG_FILE|CHROME_LOG_FILE)$/i;

/**
 * Clears what must not count, in the given environment itself: this process and those it starts see it no more.
 *
 * @returns the first variable the station does not start with, or null
 */
export function clearEnvironment(env: NodeJS.ProcessEnv): string | null {
  const ours = Object.keys(env).filter((name) => families.test(name) && !allowed.test(name));
  for (const name of ours) Reflect.deleteProperty(env, name);
  return ours.find((name) => actedOn.test(name)) ?? null;
}
