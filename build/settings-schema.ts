import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedSchema } from '../electron/settings/settings.js';

/** `npm run settings-schema`: writes the JSON Schema for administrators' editors. */
writeFileSync(join(import.meta.dirname, '../docs/settings.schema.json'), `${JSON.stringify(publishedSchema(), null, 2)}\n`);
