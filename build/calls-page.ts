import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callsPage } from './lib/calls-page.js';

/** `npm run calls-page`: writes the page of all calls. */
writeFileSync(join(import.meta.dirname, '../docs/calls.md'), callsPage());
