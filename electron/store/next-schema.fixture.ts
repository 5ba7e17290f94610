import { migrations } from './migrations.js';

/** For tests: two versions that do not exist yet. Each takes long enough to be killed in. */
export const nextSchema: readonly string[] = [
  ...migrations,
  `
  ALTER TABLE bindings ADD COLUMN person TEXT NOT NULL DEFAULT '';
  UPDATE bindings SET person = json_extract(view, '$.request.person.name');
  CREATE TABLE work AS
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 60000)
    SELECT n, hex(randomblob(32)) AS filler FROM number;
  DROP TABLE work;
  `,
  `
  CREATE INDEX bindings_by_person ON bindings(person);
  CREATE TABLE more_work AS
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 30000)
    SELECT n, hex(randomblob(32)) AS filler FROM number;
  DROP TABLE more_work;
  `,
];
