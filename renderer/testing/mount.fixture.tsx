import '../schemas-without-eval.js';
import '@fontsource-variable/inter';
import '../design/tokens.css';
import '../design/base.css';
import '../design/components.css';
import '../design/dialog.css';
import '../design/page.css';
import '../bindings/bindings.css';
import i18next from 'i18next';
import { Fragment, StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { expect, onTestFinished, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { Snapshot } from '../../shared/contract.js';
import { App } from '../app.js';
import { setLanguage, startLanguages } from '../i18n/i18n.js';
import { keyWatch } from '../keys/key-watch.js';
import { queryClient } from '../state/query.js';
import { followStation } from '../state/station.js';
import { FakeBridge, type Answers } from './bridge.fixture.js';
import { noObjections, stateWith } from './example.fixture.js';

/** Stores of the page's modules, which outlive a test. */
interface Store {
  getInitialState(): unknown;
  setState(state: unknown, replace: true): void;
}
const modules: Readonly<Record<string, Readonly<Record<string, unknown>>>> = import.meta.glob(
  ['../*/*-state.ts', '../state/{screens,station}.ts', '../keys/key-watch.ts'],
  { eager: true },
);
const stores = Object.values(modules)
  .flatMap((one) => Object.values(one))
  .filter(isStore);

function isStore(value: unknown): value is Store {
  return typeof value === 'function' && 'getInitialState' in value && 'setState' in value;
}

// Before any other keyboard listener, as in the window.
keyWatch();
startLanguages();

/** Texts rendered with an unfilled placeholder. */
const unfilled = new Set<string>();
i18next.options.missingInterpolationHandler = (text: string) => {
  unfilled.add(`nothing was put into “${text}”`);
  return undefined;
};

/** Ends the page of a test, and fails the test if the page reported errors or made calls without an answer. */
async function endPage(main: FakeBridge, root: Root, said: readonly string[]): Promise<void> {
  root.unmount();
  document.body.replaceChildren();
  queryClient.clear();
  for (const store of stores) store.setState(store.getInitialState(), true);
  await setLanguage('en');
  vi.restoreAllMocks();
  const gaps = [...unfilled];
  unfilled.clear();
  expect([...main.faults, ...said, ...gaps]).toEqual([]);
}

interface PageToOpen {
  readonly state?: Partial<Snapshot>;
  readonly answers?: Answers;
  /** Whether effects run once, as in the built page. Otherwise React runs each twice, which repairs what ran in the wrong order. */
  readonly isAsBuilt?: boolean;
}

/** Opens the page with a fake main process in this state, and waits until its screen is ready. */
export async function openPage({ state = {}, answers = {}, isAsBuilt = false }: PageToOpen = {}): Promise<FakeBridge> {
  const main = new FakeBridge(stateWith(state), { ...noObjections, ...answers });
  const said: string[] = [];
  for (const level of ['error', 'warn'] as const)
    vi.spyOn(console, level).mockImplementation((...words: unknown[]) => {
      said.push(words.map(String).join(' ').slice(0, 2_000));
    });
  Object.defineProperty(window, 'station', { configurable: true, value: main });
  followStation();
  const element = document.createElement('div');
  element.id = 'root';
  document.body.append(element);
  const root = createRoot(element);
  onTestFinished(() => endPage(main, root, said));
  const Mode = isAsBuilt ? Fragment : StrictMode;
  root.render(
    <Mode>
      <App />
    </Mode>,
  );
  await expect.element(page.getByTestId('shell')).toBeVisible();
  return main;
}
