import { execFile } from 'node:child_process';
import { win32 } from 'node:path';
import { ownWindowsFolder } from './program-data.js';

/** Runs a Windows program and returns its output; null if it cannot be run, fails or takes too long. */
export type RunWindowsProgram = (program: string, args: readonly string[]) => Promise<string | null>;

/** Longest time a program may take, ms. */
const ASK_LIMIT_MS = 10_000;

/** Outputs by command line. They stay valid for the life of the process, which has one token and one computer. */
const outputs = new Map<string, string>();

/** Runs a program of System32 in the folder the kernel names, with no environment but `SystemRoot`. */
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
