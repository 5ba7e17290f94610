import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ensureShippedStation } from '../../build/test/shipped-station.mjs';

/** Uid of `nobody` under Linux. */
const PLAIN_UID = 65534;

const isRoot = process.getuid?.() === 0;

/**
 * Whether tests can run as a plain user here: this process is one, or is root and can become one (unlike root of a namespace
 * with a single user).
 */
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
  /** Content of standard input. */
  readonly input?: Uint8Array;
  /** Without a display nothing can be drawn. */
  readonly display?: boolean;
}

/** The station as shipped, with its fuses, and a plain user of the machine who starts it. */
export class PlainUser {
  /** Home directory of the user. */
  readonly home = mkdtempSync(join(tmpdir(), 'card-desk-plain-'));
  readonly #station: string;
  readonly #copy: string | null = null;

  private constructor(shipped: string) {
    this.own(this.home);
    this.#station = shipped;
    if (!isRoot || spawnSync('setpriv', [...asPlain(), 'test', '-x', shipped]).status === 0) return;
    // The default folder may be accessible only to root, as in some containers.
    this.#copy = mkdtempSync(join(tmpdir(), 'card-desk-shipped-'));
    chmodSync(this.#copy, 0o755);
    cpSync(dirname(shipped), this.#copy, { recursive: true });
    this.#station = join(this.#copy, 'card-desk');
  }

  static async open(): Promise<PlainUser> {
    return new PlainUser(await ensureShippedStation());
  }

  /** Profile of the stations this user starts. */
  get profile(): string {
    return join(this.home, '.config', 'Card Desk');
  }

  /** Makes the user the owner of a file or folder. */
  own(path: string): void {
    if (isRoot) chownSync(path, PLAIN_UID, PLAIN_UID);
  }

  /** Starts the station. The caller ends it. */
  start(args: readonly string[], { env = {}, display = true }: StartOptions = {}): ChildProcessByStdio<Writable, Readable, Readable> {
    const variables = { PATH: process.env['PATH'] ?? '', HOME: this.home, ...(display ? this.#display() : {}), ...env };
    const command = isRoot ? ['setpriv', ...asPlain(), this.#station] : [this.#station];
    return spawn(command[0] ?? '', [...command.slice(1), ...args], { stdio: ['pipe', 'pipe', 'pipe'], env: variables, cwd: this.home });
  }

  /** Starts the station and waits until it exits. After the limit it is killed, and its exit code is null. */
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

  /** Returns the environment of a display this user may draw on. */
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
