import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ensureShippedStation } from '../../build/test/shipped-station.mjs';

/** `nobody` of Linux. */
const PLAIN_UID = 65534;

const isRoot = process.getuid?.() === 0;

/** Whether a plain user can be had here: we are one, or root who can become one (not root of a namespace with one user only). */
export const hasPlainUser = process.platform === 'linux' && (!isRoot || spawnSync('setpriv', [...asPlain(), 'true']).status === 0);

function asPlain(): string[] {
  return [`--reuid=${String(PLAIN_UID)}`, `--regid=${String(PLAIN_UID)}`, '--clear-groups'];
}

export interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly complained: string;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What stands on standard input. */
  readonly input?: Uint8Array;
  /** Without one nothing can be drawn. */
  readonly display?: boolean;
}

/** The station as it is handed out, fuses closed, and a plain user of the machine who starts it. */
export class PlainUser {
  /** The user's home. */
  readonly home = mkdtempSync(join(tmpdir(), 'card-desk-plain-'));
  readonly #station: string;
  readonly #copy: string | null = null;

  private constructor(shipped: string) {
    this.own(this.home);
    this.#station = shipped;
    if (!isRoot || spawnSync('setpriv', [...asPlain(), 'test', '-x', shipped]).status === 0) return;
    // Below a folder that is root's alone, as in some containers.
    this.#copy = mkdtempSync(join(tmpdir(), 'card-desk-shipped-'));
    chmodSync(this.#copy, 0o755);
    cpSync(dirname(shipped), this.#copy, { recursive: true });
    this.#station = join(this.#copy, 'card-desk');
  }

  static async open(): Promise<PlainUser> {
    return new PlainUser(await ensureShippedStation());
  }

  /** The profile of a station this user starts. */
  get profile(): string {
    return join(this.home, '.config', 'Card Desk');
  }

  /** Gives a file or folder to the user. */
  own(path: string): void {
    if (isRoot) chownSync(path, PLAIN_UID, PLAIN_UID);
  }

  /** Starts the station. It is ended by whoever starts it. */
  start(args: readonly string[], { env = {}, display = true }: StartOptions = {}): ChildProcessByStdio<Writable, Readable, Readable> {
    const variables = { PATH: process.env['PATH'] ?? '', HOME: this.home, ...(display ? this.#display() : {}), ...env };
    const command = isRoot ? ['setpriv', ...asPlain(), this.#station] : [this.#station];
    return spawn(command[0] ?? '', [...command.slice(1), ...args], { stdio: ['pipe', 'pipe', 'pipe'], env: variables, cwd: this.home });
  }

  /** Starts the station and waits for its end; one that goes on is killed after the limit, and has the code null. */
  async run(args: readonly string[], options: StartOptions = {}, limitMs = 60_000): Promise<Ended> {
    const station = this.start(args, options);
    station.stdin.on('error', () => undefined);
    station.stdin.end(options.input);
    const [said, complained] = [textOf(station.stdout), textOf(station.stderr)];
    const tooLong = setTimeout(() => station.kill('SIGKILL'), limitMs);
    const code = await new Promise<number | null>((resolve) => station.once('exit', resolve));
    clearTimeout(tooLong);
    return { code, said: await said, complained: await complained };
  }

  close(): void {
    for (const folder of [this.home, this.#copy]) if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }

  /** A display this user may draw on. */
  #display(): Record<string, string> {
    const { DISPLAY, XAUTHORITY } = process.env;
    if (DISPLAY === undefined) throw new Error('There is no display');
    if (XAUTHORITY === undefined) return { DISPLAY };
    const own = join(this.home, 'xauthority');
    copyFileSync(XAUTHORITY, own);
    this.own(own);
    return { DISPLAY, XAUTHORITY: own };
  }
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
