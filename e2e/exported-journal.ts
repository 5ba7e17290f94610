import { spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import * as z from 'zod';
import { approvalSchema } from '../shared/approvals.js';

const lineSchema = z.object({ body: z.string() });
const bodySchema = z.object({
  event: z.string(),
  operator: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  approval: approvalSchema.optional(),
  binding: z
    .object({ request: z.object({ requestId: z.string() }), state: z.object({ state: z.string(), reason: z.string().optional() }) })
    .optional(),
});

export interface ExportedJournal {
  readonly file: string;
  readonly entries: readonly z.infer<typeof bodySchema>[];
}

/** Exports the live journal of a profile that is not open, with the packaged station's own command. */
export async function exportedJournal(profile: string): Promise<ExportedJournal> {
  const file = join(profile, 'journal.jsonl');
  // The station overwrites no file of a profile.
  await rm(file, { force: true });
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const { status, signal, stdout, stderr } = spawnSync(
    inject('station').executable,
    [...root, `--user-data-dir=${profile}`, `--export-journal=${file}`],
    { encoding: 'utf8' },
  );
  if (status !== 0 || !/entries saved to/.test(stdout)) {
    throw new Error(`The journal was not exported (exit code ${String(status)}, signal ${String(signal)}): ${stdout}${stderr}`);
  }
  const lines = (await readFile(file, 'utf8')).trim().split('\n').slice(0, -1);
  return { file, entries: lines.map((line) => bodySchema.parse(JSON.parse(lineSchema.parse(JSON.parse(line)).body))) };
}
