import { compareScreens } from './compare-screens.mjs';
import { takeScreens } from './take-screens.mjs';

const [executable = '', app = '', also = ''] = process.argv.slice(2);
const runtime = { executable, app, env: process.env };
await takeScreens({ ...runtime, isBrowser: false });
if (also === 'beside') {
  await takeScreens({ ...runtime, isBrowser: true });
  await compareScreens();
}
