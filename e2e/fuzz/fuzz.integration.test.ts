import { expect, it } from 'vitest';
import { runFuzz } from './run.js';

it(
  '5,000 hostile calls from the page crash nothing, write nothing and bind nothing that an operator could not bind',
  { timeout: 300_000 },
  async () => {
    // A fixed seed; `npm run fuzz` uses a new one each time.
    const counts = await runFuzz({ cases: 5_000, seed: 20_260_105 });
    process.stdout.write(`fuzz: ${JSON.stringify(counts)}\n`);
    expect(counts.failures).toEqual([]);
    expect(counts.cases).toBe(5_000);
    // The calls reached what they should: every kind of refusal, and bindings an operator could have made.
    expect(Object.keys(counts.answers)).toEqual(
      expect.arrayContaining([
        'ok',
        'invalid-input',
        'card-left',
        'request-unknown',
        'card-unidentified',
        'binding-moved-on',
        'not-in-training',
        'training-reader',
        'card-bound-here',
        'settings-invalid',
      ]),
    );
    expect(counts.bindings).toBeGreaterThan(3);
    // Attempts to write settings got no further than the question, or than another open question.
    expect(counts.questions).toBeGreaterThan(0);
    expect(counts.questions + (counts.answers['question-open'] ?? 0)).toBeGreaterThan(50);
  },
);
