import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { endProgram } from './closing.js';
import { VPCD_PORTS } from './vpcd.js';

const SOCKET = '/run/pcscd/pcscd.comm';
const START_LIMIT_MS = 10_000;

/** A real PC/SC service, started by a test. */
export interface Pcscd {
  /** Kills it, like a crash, and waits until it is gone. */
  kill(): Promise<void>;
  /** Stops it properly, and waits until it is gone. Stops only the process started here. */
  stop(): Promise<void>;
}

/** Returns whether a PC/SC service answers on this machine. */
export function isPcscdRunning(): Promise<boolean> {
  return answers({ path: SOCKET });
}

/**
 * Starts pcscd in the foreground and waits until it and its virtual slots answer.
 *
 * @throws Error with its output if another one already runs, or this one does not start
 */
export async function startPcscd(): Promise<Pcscd> {
  if (await isPcscdRunning()) throw new Error('A pcscd that the test did not start is running already');
  const child = spawn('pcscd', ['--foreground'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    void exit.then(() => reject(new Error(`pcscd has ended: ${said}`)));
  });
  failed.catch(() => undefined);
  await Promise.race([failed, untilUp(child, () => said)]);
  return {
    kill: () => endProgram(child, 'SIGKILL'),
    stop: () => endProgram(child),
  };
}

/** @param output what it has said, to see why it is not up: a port may be taken, for example */
async function untilUp(child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  // vpcd's ports are looked up among the listening sockets, because connecting to one would insert a card.
  while (!(existsSync(SOCKET) && (await isPcscdRunning()) && (await areSlotsListening()))) {
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`pcscd has not come up within ${String(START_LIMIT_MS)} ms: ${output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function areSlotsListening(): Promise<boolean> {
  const table = await readFile('/proc/net/tcp', 'utf8');
  // Column 2 is the local address with the port in hex, column 4 the state; 0A is LISTEN (proc(5)).
  const listening = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === '0A')
    .map((columns) => Number.parseInt(columns[1]?.split(':')[1] ?? '', 16));
  return VPCD_PORTS.every((port) => listening.includes(port));
}

function answers(where: { readonly path: string }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(where);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
