import { takeScreens } from './take-screens.mjs';

const [executable = '', app = ''] = process.argv.slice(2);
await takeScreens({ executable, app, env: process.env });
