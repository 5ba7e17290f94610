import { create } from 'zustand';
import type { StationError } from '../../shared/errors.js';
import type { KeyProblem, SettingChange, SettingField, SettingsForm, SettingsSaved } from '../../shared/settings-draft.js';
import { call } from '../state/client.js';
import { topicOf, type Topic } from './fields.js';
import { changeOf, pinProblem, type Typed } from './typed.js';

/** Result of the last attempt to save. */
export type SaveResult =
  { readonly say: 'asking' } | { readonly say: SettingsSaved['outcome'] } | { readonly say: 'error'; readonly error: StationError };

interface DraftStore {
  readonly topic: Topic;
  /** Content of the settings files; null until the main process has read them. */
  readonly form: SettingsForm | null;
  /** Why there is no form, or no check. */
  readonly trouble: StationError | null;
  /** Unsaved input by key. It stays when the screen is left. */
  readonly typed: Readonly<Record<string, Typed>>;
  /** Problems that the main process found in the input. */
  readonly problems: readonly KeyProblem[];
  readonly said: SaveResult | null;
  /** The field that should take the focus, and a counter of such requests. */
  readonly attend: { readonly key: string; readonly turn: number };
}

const untouched = { typed: {}, problems: [], said: null } as const;

/** Draft of the station's settings, kept as long as the window lives. */
export const useDraft = create<DraftStore>(() => ({ topic: 'you', form: null, trouble: null, ...untouched, attend: { key: '', turn: 0 } }));

/** Delay after the last key before a draft is checked, ms. */
const CHECK_AFTER_MS = 250;

/** Opens a topic. */
export function openTopic(topic: Topic): void {
  useDraft.setState({ topic });
}

/** Lets the main process read the files, and checks the draft again. */
export async function loadForm(): Promise<void> {
  const answer = await call('settings/form', {});
  useDraft.setState(answer.ok ? { form: answer.value, trouble: null } : { trouble: answer.error });
  await check();
}

/** Stores the input of a field. */
export function type(key: string, typed: Typed): void {
  useDraft.setState(({ typed: before }) => ({ typed: { ...before, [key]: typed }, said: null }));
  clearTimeout(timer);
  timer = setTimeout(() => void check(), CHECK_AFTER_MS);
}

/** Discards unsaved input. */
export function discard(): void {
  clearTimeout(timer);
  checks += 1;
  useDraft.setState(untouched);
}

/** Returns the changes in the draft, in the order of the form. */
export function changesOf({ form, typed }: Pick<DraftStore, 'form' | 'typed'>): SettingChange[] {
  return (form?.fields ?? []).flatMap((field) => {
    const put = typed[field.key];
    const change = put === undefined ? null : changeOf(field, put);
    return change === null ? [] : [change];
  });
}

/** Returns whether a field has input to be saved. */
export function isChanged(field: SettingField, typed: Typed | undefined): boolean {
  return typed !== undefined && changeOf(field, typed) !== null;
}

/** Returns every key with a problem: those the main process found, and a PIN that was not typed twice. */
export function wrongKeys({ problems, typed }: Pick<DraftStore, 'problems' | 'typed'>): string[] {
  return [
    ...new Set([
      ...problems.map(({ key }) => key),
      ...Object.entries(typed).flatMap(([key, put]) => (pinProblem(put) === null ? [] : [key])),
    ]),
  ];
}

/** Saves the draft, after the main process has asked; moves to the first problem if there is one. */
export async function save(): Promise<void> {
  clearTimeout(timer);
  if (useDraft.getState().said?.say === 'asking') return;
  if (changesOf(useDraft.getState()).length === 0) return;
  await check();
  const state = useDraft.getState();
  const [wrong] = wrongKeys(state);
  if (wrong !== undefined) {
    useDraft.setState({ topic: topicOf(wrong), attend: { key: wrong, turn: state.attend.turn + 1 } });
    return;
  }
  useDraft.setState({ said: { say: 'asking' } });
  const answer = await call('settings/save', { changes: changesOf(state) });
  if (!answer.ok) useDraft.setState({ said: { say: 'error', error: answer.error } });
  else if (answer.value.outcome === 'declined') useDraft.setState({ said: { say: 'declined' } });
  else useDraft.setState({ ...untouched, said: { say: answer.value.outcome } });
}

let timer: ReturnType<typeof setTimeout> | undefined;
/** Numbers the checks, so that an answer about an older draft is dropped. */
let checks = 0;

async function check(): Promise<void> {
  const changes = changesOf(useDraft.getState());
  const number = (checks += 1);
  if (changes.length === 0) {
    useDraft.setState({ problems: [] });
    return;
  }
  const answer = await call('settings/check', { changes });
  if (number !== checks) return;
  useDraft.setState(answer.ok ? { problems: answer.value.problems, trouble: null } : { trouble: answer.error });
}
