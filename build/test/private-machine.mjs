import { connect } from 'node:net';
import { ask } from '../lib/run.mjs';

/** Where a PC/SC service under Linux listens; with systemd the socket is there even while the service rests. */
const serviceSocket = '/run/pcscd/pcscd.comm';

/** Mounts an empty /run and brings up a loopback of its own, then becomes the command. */
const enter = 'mount -t tmpfs tmpfs /run && mkdir -p /run/lock /run/pcscd && ip link set lo up && exec "$@"';

/**
 * The tests start a PC/SC service of their own. Where one runs already it is left alone: the tests then get a machine of
 * their own (Linux namespaces: no network but loopback, an empty /run).
 * @returns {Promise<{ prefix: readonly string[] } | { trouble: string }>} What to put before a command, possibly nothing.
 */
export async function privateMachine() {
  if (!(await isAnswered(serviceSocket))) return { prefix: [] };
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  /** @type {[string, ...string[]]} */
  const prefix = ['unshare', ...asRoot, '--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', enter, 'sh'];
  const [command, ...args] = prefix;
  if (ask(command, [...args, 'true']).ok) return { prefix };
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
