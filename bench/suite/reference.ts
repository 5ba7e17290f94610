import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import * as z from 'zod';
import { GIDS_ATR } from '../../electron/training/virtual-applets.js';
import { viewsOf } from './fixtures.js';
import type { Records } from './server-process.js';
import type { BenchDeps } from './bench-deps.js';

const run = promisify(execFile);
const references = join(import.meta.dirname, '..', 'references');

export const emptyWindow = join(references, 'empty-window');

export interface BareBinding {
  readonly requestid: string;
  readonly cardid: string;
  readonly atr: string;
}
interface BareOrders {
  readonly origin: string;
  readonly bindings: readonly BareBinding[];
  readonly runs: number;
}

/**
 * Does the minimal work of a figure in a process of the same Electron; see `bench/references/bare/main.cjs`.
 *
 * @throws Error with its output if it fails
 */
export async function bareWork<T>(
  schema: z.ZodType<T>,
  deps: BenchDeps,
  mode: 'bindings' | 'confirm' | 'list',
  orders: BareOrders,
): Promise<T> {
  const database = join(deps.folder, `bare-${mode}.db`);
  // Too long for an environment variable.
  const ordersFile = join(deps.folder, `bare-${mode}.json`);
  await writeFile(ordersFile, JSON.stringify({ mode, modules: deps.app, database, ...orders }));
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const { stdout } = await run(
    deps.electron,
    [...sandbox, join(references, 'bare'), `--user-data-dir=${join(deps.folder, 'bare-profile')}`],
    {
      env: { ...process.env, CARD_DESK_BARE: ordersFile },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return schema.parse(JSON.parse(stdout));
}

/** A minimal PC/SC client in C, compiled here. */
export interface CardClient {
  /** Returns for the next card when it was present and when its id had been read, on the monotonic clock, ms. */
  next(): Promise<{ readonly presentAt: number; readonly readAt: number | null }>;
  close(): Promise<void>;
}

/** Compiles and starts `bench/references/card-client.c`. @throws Error without a C compiler or PC/SC's headers */
export async function startCardClient(deps: BenchDeps, reader: string, does: 'watch' | 'read'): Promise<CardClient> {
  const { lines, close } = await startInC(deps, 'card-client', [reader, does]);
  await lines();
  return {
    next: async () => {
      const found = /^present (\S+)(?: read (\S+))?$/.exec(await lines());
      if (found?.[1] === undefined) throw new Error('The card client said something else');
      return { presentAt: Number(found[1]), readAt: found[2] === undefined ? null : Number(found[2]) };
    },
    close,
  };
}

/** Compiles and starts `bench/references/quick-slot.c` in front of a slot. @returns the port to put cards in at */
export async function startQuickSlot(
  deps: BenchDeps,
  slotPort: number,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const { lines, close } = await startInC(deps, 'quick-slot', [String(slotPort)]);
  return { port: Number(await lines()), close };
}

/** Compiles a program of `bench/references` and starts it. @returns functions that return its next line, and end it */
async function startInC(
  { folder }: BenchDeps,
  name: string,
  args: readonly string[],
): Promise<{ readonly lines: () => Promise<string>; readonly close: () => Promise<void> }> {
  const binary = join(folder, name);
  const { stdout: flags } = await run('pkg-config', ['--cflags', '--libs', 'libpcsclite']);
  if (!existsSync(binary)) await run('gcc', ['-O2', '-Wall', '-o', binary, join(references, `${name}.c`), ...flags.trim().split(/\s+/)]);
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const lines: AsyncIterator<string, undefined> = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    lines: async () => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${name} has ended`);
      return value;
    },
    close: async () => {
      child.kill();
      await exit;
    },
  };
}

/** Returns bindings of the first requests of some records, each with its own card. */
export function bareBindings(records: Records, count: number): BareBinding[] {
  return viewsOf(records)
    .slice(0, count)
    .map(({ requestId }, number) => ({
      requestid: requestId,
      cardid: `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`,
      atr: GIDS_ATR,
    }));
}
