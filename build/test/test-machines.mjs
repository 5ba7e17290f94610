import { connect } from 'node:net';
import { ask } from '../lib/run.mjs';

/** Where a PC/SC service under Linux listens; with systemd the socket is there even while the service rests. */
const serviceSocket = '/run/pcscd/pcscd.comm';

/** Mounts an empty /run and brings up a loopback of its own, then becomes the command. */
const enter = 'mount -t tmpfs tmpfs /run && mkdir -p /run/lock /run/pcscd && ip link set lo up && exec "$@"';

/**
 * The machines the tests may use side by side: each starts a PC/SC service and servers on fixed ports of its own. Two, of
 * Linux namespaces (no network but loopback, an empty /run), where this system lets us; else this very machine, where no
 * PC/SC service runs yet, for one that runs is left alone. A third made single tests half as slow again on two processors, and
 * the whole no faster, but for tests that mostly wait.
 * @returns {Promise<{ prefixes: readonly (readonly string[])[] } | { trouble: string }>} For each machine what to put
 *   before a command, possibly nothing.
 */
export async function testMachines() {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  /** @type {[string, ...string[]]} */
  const prefix = ['unshare', ...asRoot, '--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', enter, 'sh'];
  const [command, ...args] = prefix;
  if (process.platform === 'linux' && ask(command, [...args, 'true']).ok) return { prefixes: [prefix, prefix] };
  if (!(await isAnswered(serviceSocket))) return { prefixes: [[]] };
  return {
    trouble:
      'A PC/SC service (pcscd) runs on this machine and namespaces may not be used to keep it apart. Stop it for the time ' +
      'of the tests: sudo systemctl stop pcscd.socket pcscd',
  };
}

/**
 * @param {string} path
 * @returns {Promise<boolean>}
 */
function isAnswered(path) {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
