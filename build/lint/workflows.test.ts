import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const scripts = new Set(Object.keys(manifest.scripts));
const runner = readFileSync(join(root, 'vitest.config.ts'), 'utf8');

/** Returns the commands of a workflow's steps, one line each. */
const stepsOf = (file: string): string[] =>
  [...readFileSync(join(folder, file), 'utf8').matchAll(/^\s*(?:- )?run: (.+)$/gm)].map(([, command = '']) => command);

/** Returns the scripts, files and projects that a step names and this repository does not have. */
function missing(step: string): string[] {
  const named = [
    ...[...step.matchAll(/\bnpm run (?:--\S+ )*([\w:]+)/g)].map(([, name = '']) => ({ name, isThere: scripts.has(name) })),
    ...[...step.matchAll(/\bbash (\S+)/g)].map(([, name = '']) => ({ name, isThere: existsSync(join(root, name)) })),
    ...[...step.matchAll(/--project (\S+)/g)].map(([, name = '']) => ({ name, isThere: runner.includes(`'${name}'`) })),
  ];
  return named.filter(({ isThere }) => !isThere).map(({ name }) => name);
}

describe.each(readdirSync(folder))('the workflow %s', (file) => {
  it('runs only what this repository has', () => {
    const steps = stepsOf(file);
    expect(steps).not.toEqual([]);
    expect(steps.flatMap(missing)).toEqual([]);
  });
});

it('a missing script, file or test project is detected', () => {
  const gone = ['npm run --silent nothing > a', 'bash .ci/nothing', 'npx vitest run --project unit --project nothing-either'];
  expect(gone.flatMap(missing)).toEqual(['nothing', '.ci/nothing', 'nothing-either']);
});
