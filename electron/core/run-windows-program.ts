import { execFile } from 'node:child_process';
import { win32 } from 'node:path';
import { ownWindowsFolder } from './program-data.js';

/** Runs a program of Windows' own and gives what it printed; null where it cannot be run, fails or takes too long. */
export type RunWindowsProgram = (program: string, args: readonly string[]) => Promise<string | null>;

/** Longest that Windows may take to answer, ms. */
const ASK_LIMIT_MS = 10_000;

/** What Windows said, by what it was asked: for as long as this process lives it has one token and one computer. */
const outputs = new Map<string, string>();

/** Asks a program where the kernel has Windows, with an environment that says nothing but that. */
export function runWindowsProgram(program: string, args: readonly string[]): Promise<string | null> {
  const question = [program, ...args].join(' ');
  const before = outputs.get(question);
  if (before !== undefined) return Promise.resolve(before);
  const windows = ownWindowsFolder();
  return new Promise((resolve) => {
    execFile(
      win32.join(windows, 'System32', program),
      [...args],
      { encoding: 'latin1', timeout: ASK_LIMIT_MS, windowsHide: true, env: { SystemRoot: windows } },
      (error, stdout) => {
        if (error === null) outputs.set(question, stdout);
        resolve(error === null ? stdout : null);
      },
    );
  });
}
