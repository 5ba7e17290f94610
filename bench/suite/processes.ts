import { readdir, readFile } from 'node:fs/promises';

/** Returns the ids of a process and of all its descendants. */
export async function treeOf(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // Field 4 is the parent; field 2 may contain anything, in brackets (proc(5)).
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = /\) \S (\d+) /.exec(stat)?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const tree = [root];
  for (const pid of tree) tree.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
  return tree;
}

/**
 * Returns the memory of a process and all its descendants, in MB of 2^20 bytes: proportional set sizes, so that shared memory
 * counts once (smaps_rollup, proc(5)).
 */
export async function memoryMb(root: number): Promise<number> {
  let kb = 0;
  for (const pid of await treeOf(root)) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    kb += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);
  }
  return kb / 1024;
}
