import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Key events as from hardware: through the X server, with the XTEST extension (xdotool). Needs the station's DISPLAY. */
export interface XKeyboard {
  /** Types keys one after the other, this many ms apart; `-N` is a pause of N ms. Keysyms, or key codes as numbers. */
  keys(keys: readonly string[], gapMs?: number): Promise<void>;
  /** Types a text as a scanner does. */
  type(text: string, gapMs?: number): Promise<void>;
  down(key: string): Promise<void>;
  up(key: string): Promise<void>;
  /** Changes the keyboard layout. */
  layout(name: string): Promise<void>;
}

/** X key codes of the digit row from 1 on, and of the number pad. */
export const DIGIT_ROW = ['10', '11', '12', '13', '14', '15', '16', '17', '18'] as const;
export const NUMBER_PAD = ['87', '88', '89', '83', '84', '85', '79', '80', '81'] as const;

/** Gives the station's window the focus, because no window manager does it here. */
export async function xKeyboard(): Promise<XKeyboard> {
  const xdotool = async (...args: string[]): Promise<string> => (await run('xdotool', args)).stdout;
  const [window] = (await xdotool('search', '--sync', '--onlyvisible', '--name', 'Card Desk')).trim().split('\n').slice(-1);
  if (window === undefined) throw new Error('The station has no window on this display');
  await xdotool('windowfocus', '--sync', window);
  return {
    keys: async (keys, gapMs = 10) => {
      const args: string[] = [];
      let isRunning = false;
      for (const key of keys) {
        const isPause = key.startsWith('-');
        if (isPause) args.push('sleep', String(Number(key.slice(1)) / 1000));
        else if (isRunning) args.push(key);
        else args.push('key', '--delay', String(gapMs), key);
        isRunning = !isPause;
      }
      await xdotool(...args);
    },
    type: async (text, gapMs = 10) => {
      await xdotool('type', '--delay', String(gapMs), text);
    },
    down: async (key) => {
      await xdotool('keydown', key);
    },
    up: async (key) => {
      await xdotool('keyup', key);
    },
    layout: async (name) => {
      await run('setxkbmap', [name]);
    },
  };
}
