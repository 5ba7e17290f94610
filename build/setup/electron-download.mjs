import { connect } from 'node:net';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lib/run.mjs';
import { printLine } from '../lib/terminal.mjs';
import { fingerprint, isStamped, stamp } from '../lib/stamp.mjs';

/** Where Electron's installer downloads from, unless a mirror is set. */
const GITHUB = 'https://github.com/electron/electron/releases/download/';
/** How long an unreachable download address is not tried again, ms: a day. */
const REMEMBERED_MS = 24 * 60 * 60_000;
const REACH_LIMIT_MS = 5_000;
const DOWNLOAD_LIMIT_MS = 10 * 60_000;

/**
 * @typedef {object} DownloadPlace
 * @property {string} address Prefix of the files' addresses.
 * @property {string | null} proxy The proxy to use.
 * @property {NodeJS.ProcessEnv} env Environment that the installer needs for this.
 */

/**
 * Returns where the official Electron is downloaded from, and through which proxy: the variables that @electron/get reads for
 * a mirror; the usual ones for a proxy, and npm's settings `https-proxy`, `proxy` and `noproxy`, which npm passes to scripts.
 * @param {NodeJS.ProcessEnv} env
 * @returns {DownloadPlace}
 */
export function downloadSource(env) {
  /** @param {readonly string[]} names */
  const first = (...names) => names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
  const address =
    first('npm_config_electron_mirror', 'NPM_CONFIG_ELECTRON_MIRROR', 'npm_package_config_electron_mirror', 'ELECTRON_MIRROR') ?? GITHUB;
  const http = first('http_proxy', 'HTTP_PROXY', 'npm_config_proxy', 'NPM_CONFIG_PROXY');
  const https = first('https_proxy', 'HTTPS_PROXY', 'npm_config_https_proxy', 'NPM_CONFIG_HTTPS_PROXY') ?? http;
  const exempt = first('no_proxy', 'NO_PROXY', 'npm_config_noproxy', 'NPM_CONFIG_NOPROXY');
  const proxy = (address.startsWith('https:') ? https : http) ?? null;
  if (proxy === null) return { address, proxy, env };
  return {
    address,
    proxy,
    env: {
      ...env,
      // Without this @electron/get ignores a proxy.
      ELECTRON_GET_USE_PROXY: 'true',
      ...(http === undefined ? {} : { http_proxy: http }),
      ...(https === undefined ? {} : { https_proxy: https }),
      ...(exempt === undefined ? {} : { no_proxy: exempt }),
    },
  };
}

/**
 * Downloads the official Electron with the installer of its npm package, which checks the file's hash. If the address cannot
 * be reached, this is remembered for a day for the same version, mirror and proxy; a download that fails otherwise is tried
 * again at the next start.
 * @param {object} options
 * @param {string} options.folder The npm package's folder.
 * @param {string} options.version
 * @param {string} options.stampFile File that remembers it.
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {() => number} [options.now] Ms.
 * @returns {Promise<'done' | 'failed' | 'unreachable' | 'unreachable-before'>}
 */
export async function downloadOfficial({ folder, version, stampFile, env = process.env, now = Date.now }) {
  const place = downloadSource(env);
  // Addresses may contain passwords, which are not stored.
  const tried = fingerprint([], [version, place.address, place.proxy]);
  if (isStamped(stampFile, tried) && Math.abs(now() - statSync(stampFile).mtimeMs) < REMEMBERED_MS) return 'unreachable-before';
  if (!(await isReachable(place))) {
    printLine(
      `Setup: Electron ${version} cannot be downloaded: ${whyUnreached(place)}. ` +
        'Setup tries again in a day, or as soon as HTTPS_PROXY or ELECTRON_MIRROR changes.',
    );
    stamp(stampFile, tried);
    return 'unreachable';
  }
  printLine(`Setup: downloading Electron ${version}`);
  const code = await run(process.execPath, [join(folder, 'install.js')], { cwd: folder, env: place.env, limitMs: DOWNLOAD_LIMIT_MS });
  if (code === 0) return 'done';
  printLine(`Setup: Electron ${version} could not be downloaded, see above. The next start tries again.`);
  return 'failed';
}

/**
 * Sends one short request that saves a long wait; any answer counts.
 * @param {DownloadPlace} place
 */
async function isReachable({ address, proxy }) {
  const direct = fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(REACH_LIMIT_MS) });
  const ways = proxy === null ? [direct] : [direct, connected(proxy)];
  return Promise.any(ways).then(
    () => true,
    () => false,
  );
}

/**
 * @param {string} proxy
 * @returns {Promise<void>} Resolves when a connection is accepted there.
 */
function connected(proxy) {
  return new Promise((resolve, reject) => {
    const { hostname, port, protocol } = urlOf(proxy);
    const socket = connect({
      host: hostname,
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
      timeout: REACH_LIMIT_MS,
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    for (const event of ['error', 'timeout'])
      socket.once(event, () => {
        socket.destroy();
        reject(new Error(`${proxy} takes no connection`));
      });
  });
}

/** @param {string} proxy Often without a scheme. */
const urlOf = (proxy) => new URL(/^[a-z]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`);

/**
 * @param {DownloadPlace} place Its addresses may contain passwords, which are not shown.
 * @returns {string}
 */
function whyUnreached({ address, proxy }) {
  try {
    return `${proxy === null ? new URL(address).host : `the proxy ${urlOf(proxy).host}`} cannot be reached`;
  } catch {
    return `the environment's ${proxy === null ? 'mirror' : 'proxy'} is not a valid address such as https://mirror.example/`;
  }
}
