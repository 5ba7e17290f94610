// npm run icons: draws every icon from assets/logo.svg.
import './setup/node-version.mjs';

const { runScript, printLine } = await import('./lib/terminal.mjs');
const { setUp } = await import('./setup/set-up.mjs');
const { hasDisplay, withVirtualDisplay } = await import('./lib/display.mjs');
const { drawIcons } = await import('./icons/draw-icons.mjs');

await runScript(async () => {
  const runtime = await setUp('run');
  /** @param {NodeJS.ProcessEnv} env */
  const draw = (env) => drawIcons(runtime.executable, env);
  for (const file of await (hasDisplay() ? draw(process.env) : withVirtualDisplay(draw))) printLine(file);
});
