/**
 * The journal's schema, one script for each version, forward only. To add one, append a script, and a test that opens a journal
 * of the previous version with real rows.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    body TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'journal entries are never changed'); END;
  CREATE TRIGGER entries_are_never_removed BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'journal entries are never removed'); END;

  CREATE TABLE bindings (
    binding_id TEXT PRIMARY KEY,
    request_id TEXT NOT NULL,
    card_id TEXT NOT NULL,
    claims INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    first_seq INTEGER NOT NULL REFERENCES entries(seq),
    view TEXT NOT NULL
  ) STRICT;
  -- Only one binding may claim a request, and only one may claim a card, until it ends without effect.
  CREATE UNIQUE INDEX one_claim_per_request ON bindings(request_id) WHERE claims = 1;
  CREATE UNIQUE INDEX one_claim_per_card ON bindings(card_id) WHERE claims = 1;
  CREATE INDEX unsettled_bindings ON bindings(first_seq) WHERE settled = 0;
  CREATE INDEX newest_bindings ON bindings(first_seq);
  `,
  `
  -- For searches in the history. SQL cannot fold text, so the program fills in the words of older rows.
  ALTER TABLE bindings ADD COLUMN words TEXT;
  ALTER TABLE bindings ADD COLUMN state TEXT GENERATED ALWAYS AS (json_extract(view, '$.state.state')) VIRTUAL;
  ALTER TABLE bindings ADD COLUMN confirmed_at TEXT GENERATED ALWAYS AS (json_extract(view, '$.confirmedAt')) VIRTUAL;
  CREATE INDEX bindings_by_state ON bindings(state, first_seq);
  CREATE INDEX bindings_by_time ON bindings(confirmed_at, first_seq);
  ALTER TABLE entries ADD COLUMN binding_id TEXT GENERATED ALWAYS AS (json_extract(body, '$.binding.bindingId')) VIRTUAL;
  CREATE INDEX entries_by_binding ON entries(binding_id, seq) WHERE binding_id IS NOT NULL;
  `,
  `
  -- For reports of a day or a shift.
  ALTER TABLE entries ADD COLUMN at TEXT GENERATED ALWAYS AS (json_extract(body, '$.at')) VIRTUAL;
  CREATE INDEX entries_by_time ON entries(at, binding_id);
  `,
  `
  -- Text is folded differently from this version on: the program fills it in again.
  UPDATE bindings SET words = NULL;
  `,
  `
  -- A binding's state has the time when its last call ended without an answer. An older program did not store it: an open
  -- binding that was sent counts as unanswered since it was last sent, or since its last entry.
  UPDATE bindings SET view = json_set(view, '$.state.unansweredAt', coalesce(
      (SELECT max(at) FROM entries WHERE entries.binding_id = bindings.binding_id AND json_extract(body, '$.event') = 'submitting'),
      (SELECT max(at) FROM entries WHERE entries.binding_id = bindings.binding_id)))
    WHERE settled = 0 AND (
      state = 'uncertain'
      OR (state = 'attention' AND json_extract(view, '$.state.attempt') > 0)
      OR (state = 'waiting' AND json_extract(view, '$.state.mayHaveReached')));
  `,
  `
  -- A card that was retired at the server may be bound again; the request that it was bound to may not. An older program
  -- released both: a bound row without a claim claims its request again, unless another binding has it.
  ALTER TABLE bindings ADD COLUMN card_reused INTEGER NOT NULL DEFAULT 0;
  DROP INDEX one_claim_per_card;
  CREATE UNIQUE INDEX one_claim_per_card ON bindings(card_id) WHERE claims = 1 AND card_reused = 0;
  UPDATE OR IGNORE bindings SET claims = 1, card_reused = 1 WHERE claims = 0 AND state = 'bound';
  `,
  `
  -- For after-care. The time of the next check changes often and means nothing to the journal, so it has its own table; a
  -- check's result is in an entry and in the binding. Of an older program's bindings, those of the last 30 days are checked.
  CREATE TABLE after_care (
    binding_id TEXT PRIMARY KEY REFERENCES bindings(binding_id),
    due_at TEXT NOT NULL,
    was_looked_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX after_care_by_due ON after_care(due_at);
  CREATE TABLE after_care_asked (one INTEGER PRIMARY KEY CHECK (one = 1), asked_at TEXT NOT NULL) STRICT;
  ALTER TABLE bindings ADD COLUMN care TEXT GENERATED ALWAYS AS (json_extract(view, '$.care.outcome')) VIRTUAL;
  ALTER TABLE bindings ADD COLUMN care_matters INTEGER GENERATED ALWAYS AS (
    json_extract(view, '$.care.outcome') IS NOT NULL AND json_extract(view, '$.care.closed') IS NULL
    AND (json_extract(view, '$.care.difference') IS NOT NULL
      OR json_extract(view, '$.care.outcome') NOT IN ('open', 'executed'))) VIRTUAL;
  CREATE INDEX bindings_by_care ON bindings(care, confirmed_at) WHERE care IS NOT NULL;
  CREATE INDEX bindings_whose_care_matters ON bindings(first_seq) WHERE care_matters = 1;
  INSERT INTO after_care (binding_id, due_at, was_looked_at)
    SELECT binding_id, confirmed_at, 0 FROM bindings
      WHERE state = 'bound' AND confirmed_at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 days');
  `,
  `
  -- The request of a bound card may be abandoned at the server; the binding has the state of that.
  ALTER TABLE bindings ADD COLUMN abandon TEXT GENERATED ALWAYS AS (json_extract(view, '$.abandon.state')) VIRTUAL;
  CREATE INDEX bindings_by_abandon ON bindings(abandon, first_seq) WHERE abandon IS NOT NULL;
  `,
  `
  -- The people of the last run, in order; never changed. What happened in it is in the entries and bindings since its first entry.
  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    begun_seq INTEGER NOT NULL REFERENCES entries(seq),
    run TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Old entries may be moved into an archive. Their number and hash stay, so the chain verifies; their text is emptied, once, with
  -- the entry that records the archive. Archived bindings keep their claims: see archived-claims.ts.
  ALTER TABLE entries ADD COLUMN archived_by INTEGER;
  DROP TRIGGER entries_are_never_changed;
  CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
    WHEN NOT coalesce(
      OLD.archived_by IS NULL AND NEW.body = '{}' AND NEW.archived_by > OLD.seq
      AND NEW.seq = OLD.seq AND NEW.previous_hash = OLD.previous_hash AND NEW.hash = OLD.hash
      AND EXISTS (SELECT 1 FROM archives WHERE archives.seq = NEW.archived_by), 0)
    BEGIN SELECT RAISE(ABORT, 'journal entries are never changed'); END;
  CREATE TABLE archives (
    seq INTEGER PRIMARY KEY REFERENCES entries(seq),
    at TEXT NOT NULL,
    before TEXT NOT NULL,
    file TEXT NOT NULL,
    is_swept INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE archived_bindings (
    binding_id TEXT PRIMARY KEY,
    archived_by INTEGER NOT NULL REFERENCES archives(seq),
    request_claim TEXT,
    card_claim TEXT,
    confirmed_at TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX one_archived_claim_per_request ON archived_bindings(request_claim) WHERE request_claim IS NOT NULL;
  CREATE UNIQUE INDEX one_archived_claim_per_card ON archived_bindings(card_claim) WHERE card_claim IS NOT NULL;
  CREATE INDEX archived_bindings_by_time ON archived_bindings(confirmed_at);
  -- The file of an archive that was started and is not finished.
  CREATE TABLE begun_archive (one INTEGER PRIMARY KEY CHECK (one = 1), file TEXT NOT NULL) STRICT;
  `,
  `
  -- A text that is no longer JSON, because the file changed beneath SQLite, must not prevent the journal from opening: its generated
  -- columns are null. All old columns are dropped before a new one is added, because each of them would reject that text.
  DROP INDEX entries_by_binding;
  DROP INDEX entries_by_time;
  DROP INDEX bindings_by_state;
  DROP INDEX bindings_by_time;
  DROP INDEX bindings_by_care;
  DROP INDEX bindings_whose_care_matters;
  DROP INDEX bindings_by_abandon;
  ALTER TABLE entries DROP COLUMN binding_id;
  ALTER TABLE entries DROP COLUMN at;
  ALTER TABLE bindings DROP COLUMN state;
  ALTER TABLE bindings DROP COLUMN confirmed_at;
  ALTER TABLE bindings DROP COLUMN care;
  ALTER TABLE bindings DROP COLUMN care_matters;
  ALTER TABLE bindings DROP COLUMN abandon;
  ALTER TABLE entries ADD COLUMN binding_id TEXT GENERATED ALWAYS AS (
    CASE WHEN json_valid(body) THEN json_extract(body, '$.binding.bindingId') END) VIRTUAL;
  ALTER TABLE entries ADD COLUMN at TEXT GENERATED ALWAYS AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.at') END) VIRTUAL;
  ALTER TABLE entries ADD COLUMN event TEXT GENERATED ALWAYS AS (CASE WHEN json_valid(body) THEN json_extract(body, '$.event') END) VIRTUAL;
  ALTER TABLE entries ADD COLUMN run_id TEXT GENERATED ALWAYS AS (
    CASE WHEN json_valid(body) THEN json_extract(body, '$.facts.runId') END) VIRTUAL;
  ALTER TABLE bindings ADD COLUMN state TEXT GENERATED ALWAYS AS (
    CASE WHEN json_valid(view) THEN json_extract(view, '$.state.state') END) VIRTUAL;
  ALTER TABLE bindings ADD COLUMN confirmed_at TEXT GENERATED ALWAYS AS (
    CASE WHEN json_valid(view) THEN json_extract(view, '$.confirmedAt') END) VIRTUAL;
  ALTER TABLE bindings ADD COLUMN care TEXT GENERATED ALWAYS AS (
    CASE WHEN json_valid(view) THEN json_extract(view, '$.care.outcome') END) VIRTUAL;
  ALTER TABLE bindings ADD COLUMN care_matters INTEGER GENERATED ALWAYS AS (CASE WHEN json_valid(view) THEN
    json_extract(view, '$.care.outcome') IS NOT NULL AND json_extract(view, '$.care.closed') IS NULL
    AND (json_extract(view, '$.care.difference') IS NOT NULL
      OR json_extract(view, '$.care.outcome') NOT IN ('open', 'executed')) END) VIRTUAL;
  ALTER TABLE bindings ADD COLUMN abandon TEXT GENERATED ALWAYS AS (
    CASE WHEN json_valid(view) THEN json_extract(view, '$.abandon.state') END) VIRTUAL;
  CREATE INDEX entries_by_binding ON entries(binding_id, seq) WHERE binding_id IS NOT NULL;
  CREATE INDEX entries_by_time ON entries(at, binding_id);
  CREATE INDEX bindings_by_state ON bindings(state, first_seq);
  CREATE INDEX bindings_by_time ON bindings(confirmed_at, first_seq);
  CREATE INDEX bindings_by_care ON bindings(care, confirmed_at) WHERE care IS NOT NULL;
  CREATE INDEX bindings_whose_care_matters ON bindings(first_seq) WHERE care_matters = 1;
  CREATE INDEX bindings_by_abandon ON bindings(abandon, first_seq) WHERE abandon IS NOT NULL;
  -- For reading a run, the last note of an event, and every binding of a request or a card, including those without a claim.
  CREATE INDEX entries_by_run ON entries(run_id, seq) WHERE run_id IS NOT NULL;
  CREATE INDEX notes_by_event ON entries(event, seq) WHERE binding_id IS NULL;
  CREATE INDEX bindings_by_request ON bindings(request_id, first_seq);
  CREATE INDEX bindings_by_card ON bindings(card_id, first_seq);
  `,
];
