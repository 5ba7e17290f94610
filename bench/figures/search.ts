import { search } from '../../renderer/desk/search.js';
import type { RequestView } from '../../shared/requests.js';
import { openDesk, type Desk } from '../suite/desk.js';
import { viewsOf } from '../suite/fixtures.js';
import { seen, watchEventLoop, watchFor, watchFrames } from '../suite/page.js';
import { startProgram, type Program } from '../suite/program.js';
import { emptyWindow } from '../suite/reference.js';
import { atMost, once } from '../suite/report.js';
import { quantile, spreadOf } from '../suite/statistics.js';
import { REQUESTS, type Figure, type BenchDeps } from '../suite/bench-deps.js';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

/** Number of names that are typed letter by letter. */
const WORDS = 12;
const LETTERS = 8;
/** Pause between two keys of a fast typist, ms. */
const KEY_PAUSE_MS = 60;
const SCROLL_MS = 3_000;
const count = '[data-testid="requests-count"]';

/** Measures typing in the search of a long list, and scrolling it. */
export const searching: Figure = {
  name: 'search',
  measure: async (deps) => {
    const bySize: { size: number; ms: number[] }[] = [];
    let frames: number[] = [];
    let delay = { maxMs: 0, p99Ms: 0 };
    for (const size of REQUESTS) {
      deps.say(`search, ${size} requests`);
      const desk = await openDesk(deps, size);
      try {
        const endLoop = await watchEventLoop(desk.program.main);
        bySize.push({ size, ms: await typed(desk) });
        if (size === REQUESTS[2]) frames = await scrolled(desk.program);
        delay = await endLoop();
      } finally {
        await desk.close();
      }
    }
    const ours = spreadOf(bySize.at(-1)?.ms ?? []);
    const bare = spreadOf(await typedIntoNothing(deps));
    const pauses = spreadOf(frames);
    const longest = Math.max(...frames);
    return {
      rows: [
        {
          what: 'keystroke to drawn results',
          unit: 'ms',
          ours,
          reference: { is: 'a key in an empty window', spread: bare },
          goal: atMost('p95', ours.p95, 16, 'ms'),
        },
        {
          what: 'main process held up meanwhile, longest',
          unit: 'ms',
          ours: once(delay.maxMs),
          reference: null,
          goal: atMost('longest', delay.maxMs, 8, 'ms'),
        },
        {
          what: 'pause between frames while scrolling',
          unit: 'ms',
          ours: pauses,
          reference: null,
          goal: atMost('p95', pauses.p95, 17.5, 'ms'),
        },
        {
          what: 'longest pause between frames while scrolling',
          unit: 'ms',
          ours: once(longest),
          reference: null,
          goal: atMost('longest', longest, 32, 'ms'),
        },
      ],
      growth: [
        {
          what: 'keystroke to drawn results',
          unit: 'ms',
          of: 'requests',
          kind: 'work',
          points: bySize.map(({ size, ms }) => ({ size, cost: quantile(ms, 0.5) })),
        },
      ],
      notes: [],
    };
  },
};

interface Word {
  readonly letters: string;
  /** Number of matches after each letter; null if it equals the previous one, so that nothing changes on the screen. */
  readonly counts: readonly (number | null)[];
}

/** Returns names to type, with the number of matches after each letter. */
function typing(requests: readonly RequestView[]): Word[] {
  const step = Math.max(1, Math.floor(requests.length / WORDS) - 1);
  const names = requests.flatMap(({ person }) =>
    person.state === 'resolved' && /^[a-z]+ [a-z ]+$/i.test(person.name) ? [person.name.toLowerCase()] : [],
  );
  return Array.from({ length: WORDS }, (_, word) => {
    const letters = (names[(word * step) % names.length] ?? '').slice(0, LETTERS);
    let before = requests.length;
    const counts = Array.from({ length: letters.length }, (_letter, index) => {
      const left = search(requests, letters.slice(0, index + 1)).length;
      const tells = left !== before;
      before = left;
      return tells ? left : null;
    });
    return { letters, counts };
  });
}

async function typed({ program, contents }: Desk): Promise<number[]> {
  const times: number[] = [];
  for (const [word, { letters, counts }] of typing(viewsOf(contents.records)).entries()) {
    for (const [index, left] of counts.entries()) {
      const watch =
        left === null ? null : await watchFor(program.page, { selector: count, text: `${left.toLocaleString('en')} of ` }, 'frame');
      await program.press(letters[index] ?? '');
      const painted = await watch?.painted;
      // The first word builds the index.
      if (painted !== undefined && word > 0) times.push(painted.at - painted.keyAt);
      await new Promise((resolve) => setTimeout(resolve, KEY_PAUSE_MS));
    }
    await program.press('Escape');
    await seen(program.page, { selector: count, text: `${contents.records.size.toLocaleString('en')} request` });
  }
  return times;
}

/** Scrolls the list with the wheel for a while. @returns the times between the frames, ms */
async function scrolled({ page }: Program): Promise<number[]> {
  const end = await watchFrames(page);
  const until = performance.now() + SCROLL_MS;
  while (performance.now() < until) {
    await page.send('Input.dispatchMouseEvent', { type: 'mouseWheel', x: 400, y: 500, deltaX: 0, deltaY: 240 });
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
  return end();
}

async function typedIntoNothing({ electron, folder }: BenchDeps): Promise<number[]> {
  const program = await startProgram({ executable: electron, args: [emptyWindow], profile: await mkdtemp(join(folder, 'empty-')) });
  try {
    const times: number[] = [];
    let text = '';
    for (const letter of 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz') {
      text += letter;
      const { painted } = await watchFor(program.page, { selector: '#echo', text }, 'frame');
      await program.press(letter);
      const { at, keyAt } = await painted;
      times.push(at - keyAt);
      await new Promise((resolve) => setTimeout(resolve, KEY_PAUSE_MS));
    }
    return times;
  } finally {
    await program.close();
  }
}
