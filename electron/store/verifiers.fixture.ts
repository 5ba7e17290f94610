import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { auditJournal } from '../../build/lib/audit-journal.js';

/** The result of a verifier: its exit code, and what it printed. */
export interface Verdict {
  readonly status: number | null;
  readonly said: string;
}

/** Returns the verdict of `npm run audit`, which is run in this process: starting it takes longer than its work. */
export async function auditVerdict(args: readonly string[]): Promise<Verdict> {
  const said: string[] = [];
  const keep = (line: string): void => void said.push(`${line}\n`);
  const status = await auditJournal(args, { say: keep, complain: keep });
  return { status, said: said.join('') };
}

/** Command name of Python; undefined if there is none, as on most Windows machines. */
export const python = ['python3', 'python'].find((name) => spawnSync(name, ['--version'], { encoding: 'utf8' }).status === 0);

/** Runs the script once for each line of arguments, and answers with its exit code and what it printed. */
const RUN_FOR_EACH_LINE = `
import contextlib, io, json, runpy, sys
script = sys.argv[1]
for line in sys.stdin:
    sys.argv, said, status = [script, *json.loads(line)], io.StringIO(), 0
    with contextlib.redirect_stdout(said):
        try:
            runpy.run_path(script, run_name="__main__")
        except SystemExit as end:
            status = end.code
    print(json.dumps({"status": status, "said": said.getvalue()}), flush=True)
`;

/** The independent verifier, `docs/verify_journal.py`. */
export interface IndependentVerifier {
  /** Returns its verdict, or null without Python. One at a time. */
  verdict(args: readonly string[]): Promise<Verdict | null>;
  stop(): void;
}

/** Starts Python once for all files that a test verifies. */
export function startIndependentVerifier(): IndependentVerifier {
  if (python === undefined) return { verdict: () => Promise.resolve(null), stop: () => undefined };
  const script = join(import.meta.dirname, '../../docs/verify_journal.py');
  const child = spawn(python, ['-c', RUN_FOR_EACH_LINE, script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    verdict: async (args) => {
      child.stdin.write(`${JSON.stringify(args)}\n`);
      const answer = await answers.next();
      if (answer.done === true) throw new Error('verify_journal.py failed; its error is above');
      return z.object({ status: z.int(), said: z.string() }).parse(JSON.parse(answer.value));
    },
    stop: () => void child.stdin.end(),
  };
}

/** Returns the verdicts of `npm run audit` and, if Python is available, of the independent verifier. */
export async function bothVerdicts(
  independent: IndependentVerifier,
  [command = '', ...files]: readonly string[],
): Promise<readonly Verdict[]> {
  const theirs = await independent.verdict(files);
  return [await auditVerdict([command, ...files]), ...(theirs === null ? [] : [theirs])];
}
