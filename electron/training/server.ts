import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { createPopulation } from './population.js';
import { startTrainingService } from './service.js';

/**
 * The stand-alone training service for a station in live mode: `npm run training-server`. A line of input chooses the answer to
 * the next binding: accept, accept-204, refuse or fail.
 */

const usage = `npm run training-server -- [--port 8080] [--host 127.0.0.1] [--size 40] [--seed 1] [--mixed] [--roster FILE]
  --mixed        with requests of every other kind, and strict about who may run them
  --roster FILE  writes the CSV roster that names the people of the requests`;

const optionsSchema = z.object({
  port: z.coerce.number().int().min(0).max(65535),
  host: z.string(),
  size: z.coerce.number().int().min(0).max(100_000),
  seed: z.coerce.number().int(),
  roster: z.string().optional(),
  mixed: z.boolean(),
});
const nextAnswerSchema = z.enum(['accept', 'accept-204', 'refuse', 'fail']);

function readOptions(): z.infer<typeof optionsSchema> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      size: { type: 'string', default: '40' },
      seed: { type: 'string', default: '1' },
      roster: { type: 'string' },
      mixed: { type: 'boolean', default: false },
    },
  });
  return optionsSchema.parse(values);
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function run(): Promise<void> {
  const { port, host, size, seed, roster, mixed } = readOptions();
  const population = createPopulation({ seed, size, mixed, now: new Date() });
  if (roster !== undefined) await writeFile(roster, population.roster);
  const service = await startTrainingService({
    population,
    port,
    host,
    newGuid: randomUUID,
    now: () => new Date(),
    onBindCall: ({ at, status, did, body, detail }) => {
      say(`${at} ${String(status)} ${did} ${body} ${detail}`);
    },
  });
  say(`${service.origin}/CertificateManagement: ${String(size)} requests are ready for a card`);

  const input = createInterface({ input: process.stdin });
  input.on('line', (line) => {
    const answer = nextAnswerSchema.safeParse(line.trim());
    if (answer.success) service.nextAnswer = answer.data;
    say(answer.success ? `Next: ${answer.data}` : `One of: ${nextAnswerSchema.options.join(', ')}`);
  });
  const stop = (): void => {
    input.close();
    void service.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

run().catch((error: unknown) => {
  const problem = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : String(error);
  process.stderr.write(`${problem}\n${usage}\n`);
  process.exitCode = 1;
});
