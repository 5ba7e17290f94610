import { connect } from 'node:net';
import { ask } from '../lib/run.mjs';
import { UserError } from '../lib/terminal.mjs';

/** Socket of the PC/SC service under Linux; with systemd it exists even while the service is not running. */
const serviceSocket = '/run/pcscd/pcscd.comm';

/**
 * Mounts an empty /run and brings up a separate loopback, then runs the command. No outgoing connection gets a port below
 * 49152: the virtual card slots listen on fixed ones, which a connection would otherwise take from them now and then.
 */
const enter =
  'mount -t tmpfs tmpfs /run && mkdir -p /run/lock /run/pcscd && ip link set lo up && ' +
  'echo 49152 65535 > /proc/sys/net/ipv4/ip_local_port_range && exec "$@"';

/**
 * How many machines run in parallel. Their tests wait for cards, servers and starts: three leave two processors idle for a fifth
 * of the time.
 */
const MACHINES = 4;

/**
 * Returns the machines that tests may use in parallel: each has its own PC/SC service and servers on fixed ports. They are made
 * of Linux namespaces (only a loopback network, an empty /run), if this system allows it; otherwise it is this machine itself.
 * @returns {{ readonly prefix: readonly string[], readonly count: number }} The command prefix that starts one, possibly empty.
 */
export function testMachines() {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  /** @type {[string, ...string[]]} */
  const prefix = ['unshare', ...asRoot, '--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', enter, 'sh'];
  const [command, ...args] = prefix;
  return process.platform === 'linux' && ask(command, [...args, 'true']).ok ? { prefix, count: MACHINES } : { prefix: [], count: 1 };
}

/**
 * Tests that use this machine itself start its PC/SC service; one that runs is left alone.
 * @throws {UserError} When one runs.
 */
export async function checkServiceIsFree() {
  if (testMachines().count > 1 || !(await isAnswered(serviceSocket))) return;
  throw new UserError(
    'A PC/SC service (pcscd) runs on this machine and namespaces may not be used to keep it apart. Stop it for the time ' +
      'of the tests: sudo systemctl stop pcscd.socket pcscd',
  );
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
