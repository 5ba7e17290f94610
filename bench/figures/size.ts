import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { atMost, number, once } from '../suite/report.js';
import type { Figure } from '../suite/bench-deps.js';

const MB = 1024 * 1024;
/** Number of the largest parts to list. */
const NAMED = 8;

/** Measures the installed size without Electron, and its largest parts. */
export const size: Figure = {
  name: 'size',
  measure: async ({ station, app }) => {
    const resources = join(dirname(station), 'resources');
    const asar = (await stat(join(resources, 'app.asar'))).size / MB;
    const unpacked = await bytesOf(join(resources, 'app.asar.unpacked'));
    const scripts = (await filesOf(join(app, 'renderer'))).filter(({ path }) => path.endsWith('.js'));
    const compressed =
      (await Promise.all(scripts.map(async ({ path }) => gzipSync(await readFile(path), { level: 9 }).length))).reduce(sum, 0) / 1024;
    const parts = await filesOf(app);
    return {
      rows: [
        { what: 'app.asar', unit: 'MB', ours: once(asar), reference: null, goal: atMost('size', asar, 12, 'MB') },
        { what: 'native modules beside it', unit: 'MB', ours: once(unpacked / MB), reference: null, goal: null },
        {
          what: "renderer's JavaScript, gzip",
          unit: 'kB',
          ours: once(compressed),
          reference: null,
          goal: atMost('size', compressed, 400, 'kB'),
        },
      ],
      growth: [],
      notes: [
        `In the package dominate: ${named(parts.map(({ path, bytes }) => [path.slice(app.length + 1), bytes]))}.`,
        `In the renderer's JavaScript dominate: ${named(await renderedParts())}.`,
      ],
    };
  },
};

const sum = (a: number, b: number): number => a + b;

async function filesOf(folder: string): Promise<{ path: string; bytes: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return { path, bytes: (await stat(path)).size };
      }),
  );
}

async function bytesOf(folder: string): Promise<number> {
  return (await filesOf(folder)).map(({ bytes }) => bytes).reduce(sum, 0);
}

/** Returns the size of the renderer's code by package, as bundled before compression, bytes. */
async function renderedParts(): Promise<[string, number][]> {
  const root = join(import.meta.dirname, '../../renderer');
  const built = await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'silent', build: { write: false } });
  const outputs = Array.isArray(built) ? built : 'output' in built ? [built] : [];
  const byPackage = new Map<string, number>();
  for (const chunk of outputs.flatMap(({ output }) => output)) {
    if (chunk.type !== 'chunk') continue;
    for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? 'our own';
      byPackage.set(name, (byPackage.get(name) ?? 0) + renderedLength);
    }
  }
  return [...byPackage];
}

function named(parts: readonly (readonly [string, number])[]): string {
  const all = parts.map(([, bytes]) => bytes).reduce(sum, 0);
  return [...parts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, NAMED)
    .map(([name, bytes]) => `${name} ${number(bytes / 1024)} kB (${Math.round((100 * bytes) / all)} %)`)
    .join(', ');
}
