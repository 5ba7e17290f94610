import { spawn, spawnSync, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Mounts an overlay over this machine's file system, with a working /run, /dev and /proc, and stays until it is killed. */
const enter = `
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
for folder in dev sys; do mount --rbind "/$folder" "$1/root/$folder"; done
mount -t proc proc "$1/root/proc"
mount -t tmpfs tmpfs "$1/root/run"
mkdir -p "$1/root/run/pcscd" /tmp/.X11-unix "$1/root/tmp/.X11-unix"
mount --bind /tmp/.X11-unix "$1/root/tmp/.X11-unix"
echo ready
exec sleep infinity
`;

export interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/**
 * A machine as it was installed, where packages can be added and removed: this machine's files, with every change in memory
 * and discarded at the end (mount and process namespaces, overlayfs; Linux, root only). The network is shared.
 */
export class CleanRoot {
  readonly #holder: ChildProcess;
  readonly #folder: string;
  readonly #pid: string;

  private constructor(holder: ChildProcess, folder: string) {
    this.#holder = holder;
    this.#folder = folder;
    this.#pid = readFileSync(`/proc/${String(holder.pid)}/task/${String(holder.pid)}/children`, 'utf8').trim();
  }

  /** @throws Error with the tool's output if the namespaces or the overlay are not available */
  static async open(): Promise<CleanRoot> {
    const folder = mkdtempSync(join(tmpdir(), 'clean-root-'));
    const holder = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', enter, 'sh', folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    holder.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    await new Promise<void>((resolve, reject) => {
      holder.stdout.once('data', () => resolve());
      holder.once('close', () => reject(new Error(`No clean root: ${said}`)));
    });
    return new CleanRoot(holder, folder);
  }

  /** Runs a command until it exits. */
  run(command: string, args: readonly string[] = [], user: 'root' | 'desk' = 'root'): Ran {
    const [program, ...rest] = this.#inside(command, args, user);
    const { status, stdout, stderr } = spawnSync(program ?? '', rest, { encoding: 'utf8', timeout: 60_000, maxBuffer: 32 * 1024 * 1024 });
    return { code: status, output: stdout + stderr };
  }

  /** Starts a long-running command; it ends with the root at the latest. */
  start(command: string, args: readonly string[] = [], user: 'root' | 'desk' = 'root'): ChildProcessByStdio<null, Readable, Readable> {
    const [program, ...rest] = this.#inside(command, args, user);
    return spawn(program ?? '', rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Ends every process in it, and discards every change. */
  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#holder.once('exit', resolve));
    this.#holder.kill('SIGKILL');
    await ended;
    rmdirSync(this.#folder);
  }

  #inside(command: string, args: readonly string[], user: 'root' | 'desk'): string[] {
    const as =
      user === 'root'
        ? []
        : [
            'setpriv',
            '--reuid=desk',
            '--regid=desk',
            '--init-groups',
            'env',
            '--unset=XDG_STATE_HOME',
            '--unset=XAUTHORITY',
            // The temporary folder of these tests belongs to root.
            '--unset=TMPDIR',
            'HOME=/home/desk',
            'USER=desk',
          ];
    const nsenter = ['nsenter', `--target=${this.#pid}`, '--mount', '--pid'];
    return [...nsenter, 'chroot', join(this.#folder, 'root'), ...as, command, ...args];
  }
}
