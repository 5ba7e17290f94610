import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const text = readFileSync(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');
const versions = text.split(/^## /m).slice(1);
/** Characters of an entry: one sentence or two. */
const longest = 200;

describe.each(versions.map((version) => [version.split('\n')[0] ?? '', version] as const))('the changes of %s', (_, version) => {
  it('have each kind at most once, in the usual order', () => {
    const kinds = [...version.matchAll(/^### (.+)$/gm)].map(([, kind = '']) => kind);
    expect(kinds).toEqual(['Added', 'Changed', 'Fixed', 'Security'].filter((kind) => kinds.includes(kind)));
    expect(version.split(/^### /m)[0], 'no entry stands before the first kind').not.toMatch(/^- /m);
  });

  it('are short, and none is repeated', () => {
    const entries = version.split('\n').filter((line) => line.startsWith('- '));
    expect(entries.filter((entry) => entry.length > longest)).toEqual([]);
    expect(entries.filter((entry, index) => entries.indexOf(entry) !== index)).toEqual([]);
  });
});
