import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contradiction, DeskHealth, Desks } from '../../shared/desks.js';
import type { Warnings } from '../../shared/warnings.js';
import { writeFileAtomically } from '../core/files.js';
import type { Log } from '../core/log.js';
import { ExternalFileError, readExternalFile } from '../core/external-file.js';
import { NetworkFolder } from '../core/network-folder.js';
import type { Journal } from '../store/journal.js';
import { contradictionOf, contradictionsOfOwn, type HeadFinding, type OwnJournal } from './compare-heads.js';
import { headFileName, isHeadFile, LARGEST_HEAD, readSealedHead, type HeadSeal, type SealedHead } from './head-file.js';
import { MOST_NOTES, NoteLimit } from './note-limit.js';
import type { StoredSeenHead } from './seen-heads-file.js';

export interface DeskHeadsDeps {
  /** The backup folder. */
  readonly folder: string;
  readonly station: string;
  readonly journal: Pick<Journal, 'entries' | 'health' | 'note'>;
  readonly seal: HeadSeal;
  /** Heads of other desks seen before this start. */
  readonly seen: readonly StoredSeenHead[];
  readonly keep: (seen: readonly StoredSeenHead[]) => Promise<void>;
  readonly now: () => Date;
  /** Runs work after a delay in ms; returns a function that cancels it. */
  readonly schedule: (work: () => void, ms: number) => () => void;
  readonly log: Log;
  /** Interval between two checks, ms. */
  readonly lookMs?: number;
}

export interface DeskHeadsStart {
  readonly health: () => Promise<DeskHealth>;
  /** Called with the current warnings whenever they change. */
  readonly warn: (warnings: Warnings) => void;
}

const LOOK_MS = 5 * 60_000;
/** Shortest interval between two journal entries about the same desk's head, ms, because heads change all day. */
const NOTE_MS = 4 * 3_600_000;
/** Maximum number of heads to read and desks to remember: known desks first, then by name. */
export const MOST_DESKS = 200;
/** Maximum number of desks named in a warning. */
const MOST_NAMED = 5;
/** Longest time for a file on the share, ms. */
const FILE_MS = 5_000;
/** How long to wait for the last head when the station stops, ms. */
const LAST_MS = 2_000;

/**
 * Lets desks vouch for each other's journals: each desk writes the sealed head of its journal to the backup folder, compares
 * the others' heads with those it saw before, and records them. Contradictions are journaled and shown but never stop anything,
 * because anyone who can write to the share can write heads.
 */
export class DeskHeads {
  readonly #deps: DeskHeadsDeps;
  readonly #seen: Map<string, StoredSeenHead>;
  /** Findings since the start, by journal and source. */
  readonly #findings = new Map<string, HeadFinding>();
  #ownJournal = '';
  #heads: readonly SealedHead[] = [];
  #unreadable: readonly string[] = [];
  #lookedAt: string | null = null;
  #failure: string | null = null;
  readonly #share: NetworkFolder;
  readonly #limit = new NoteLimit();
  #isStopped = false;
  #wake: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: DeskHeadsDeps) {
    this.#deps = deps;
    this.#share = new NetworkFolder(deps.schedule);
    this.#seen = new Map(deps.seen.map((one) => [headFileName(one), one]));
  }

  /** Checks immediately and then at intervals. */
  start(start: DeskHeadsStart): void {
    this.#running = this.#run(start);
  }

  /** Writes the last head, if the share answers in time, and stops. */
  async close(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    let cancel: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#deps.schedule(resolve, LAST_MS);
    });
    await Promise.race([this.#running, late]);
    cancel();
  }

  /** Returns the state of every desk, from its head at the last check. */
  report(): Desks {
    const { folder, seal } = this.#deps;
    return {
      state: 'on',
      folder,
      lookedAt: this.#lookedAt,
      failure: this.#failure,
      unreadable: [...this.#unreadable],
      desks: this.#heads.map(({ head, key }) => ({
        station: head.station,
        isThis: key === seal.key && head.station === this.#deps.station,
        at: head.at,
        entries: head.entries,
        head: head.head,
        health: head.health,
        contradiction: this.#contradictionOf(head.journal),
      })),
    };
  }

  #contradictionOf(journal: string): Contradiction | null {
    return [...this.#findings.values()].find((finding) => finding.journal === journal)?.contradiction ?? null;
  }

  async #run({ health, warn }: DeskHeadsStart): Promise<void> {
    for (;;) {
      const isLast = this.#isStopped;
      try {
        await this.#look(health, isLast);
        this.#failure = null;
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        if (this.#failure === null && !isLast) this.#deps.log.warn('the heads of the desks cannot be read', { detail });
        this.#failure = detail.slice(0, 500);
      }
      if (isLast) return;
      warn(this.#warnings());
      await this.#pause();
      // If the share did not answer before, there is no last write.
      if (this.#isStopped && this.#failure !== null) return;
    }
  }

  /** @param isLast only writes this desk's head */
  async #look(health: DeskHeadsStart['health'], isLast: boolean): Promise<void> {
    const own = await this.#own();
    if (own === null) return;
    this.#ownJournal = own.journal;
    if (!isLast) {
      await this.#readFolder();
      for (const finding of await contradictionsOfOwn(own, this.#heads)) await this.#found(finding);
      for (const sealed of this.#heads) if (sealed.head.journal !== own.journal) await this.#see(sealed);
      await this.#deps.keep([...this.#seen.values()]);
    }
    await this.#write(own.journal, await health());
  }

  async #own(): Promise<OwnJournal | null> {
    const { journal, station, seal } = this.#deps;
    const [first] = await journal.entries(0, 1);
    if (first === undefined) return null;
    const { entries, head } = await journal.health();
    const hashOf = async (seq: number): Promise<string | undefined> => (await journal.entries(seq - 1, 1))[0]?.hash;
    return { station, journal: first.hash, entries, head, hashOf, key: seal.key };
  }

  async #readFolder(): Promise<void> {
    const { folder, now } = this.#deps;
    const all = (await this.#share.run(() => readdir(folder))).filter(isHeadFile).sort();
    const isKnown = (name: string): boolean => this.#seen.has(name) || name === this.#ownFile();
    const names = [...all.filter(isKnown), ...all.filter((name) => !isKnown(name))].slice(0, MOST_DESKS).sort();
    const heads: SealedHead[] = [];
    const unreadable: string[] = [];
    for (const name of names) {
      const content = await readExternalFile(join(folder, name), { mostBytes: LARGEST_HEAD, limitMs: FILE_MS }).catch(unlessTooSlow);
      const sealed = content === null ? null : readSealedHead(content.toString('utf8'));
      // Under another desk's file name it would replace that desk's head.
      if (sealed !== null && headFileName(sealed.head) === name) heads.push(sealed);
      else unreadable.push(name);
    }
    this.#heads = heads;
    this.#unreadable = unreadable;
    this.#lookedAt = now().toISOString();
  }

  #ownFile(): string {
    return headFileName({ station: this.#deps.station, journal: this.#ownJournal });
  }

  /** Writes an entry about heads unless the daily limit is reached. */
  async #note(event: 'desk-seen' | 'desk-contradicted', facts: Readonly<Record<string, string | number>>): Promise<void> {
    const { journal, now, log } = this.#deps;
    const taken = this.#limit.take(now().getTime());
    if (taken === 'first') log.warn('too many new heads of desks; no more are journaled today');
    if (taken === 'written') await journal.note(event, facts);
  }

  /** Makes room for one more desk by forgetting the most recently discovered one that has disappeared. @returns whether there is room */
  #hasRoom(): boolean {
    if (this.#seen.size < MOST_DESKS) return true;
    const there = new Set(this.#heads.map(({ head }) => headFileName(head)));
    const gone = [...this.#seen.keys()].findLast((name) => !there.has(name));
    return gone !== undefined && this.#seen.delete(gone);
  }

  /** Compares another desk's head with the last one seen, and journals contradictions and, occasionally, agreement. */
  async #see({ head, key }: SealedHead): Promise<void> {
    const { now } = this.#deps;
    const name = headFileName(head);
    const before = this.#seen.get(name);
    if (before === undefined && !this.#hasRoom()) return;
    const finding = contradictionOf({ head, key }, before);
    if (finding !== null) await this.#found(finding);
    const isChanged = before?.head !== head.head || before.key !== key;
    const isDue = before === undefined || (isChanged && Math.abs(now().getTime() - Date.parse(before.notedAt)) >= NOTE_MS);
    const { station, entries, journal: chain } = head;
    if (isDue) await this.#note('desk-seen', { station, journal: chain, entries, head: head.head, key });
    const notedAt = isDue ? now().toISOString() : before.notedAt;
    this.#seen.set(name, { station, journal: chain, entries, head: head.head, key, notedAt });
  }

  /** Journals a finding, once for each run of the station. */
  async #found(finding: HeadFinding): Promise<void> {
    const { journal, log } = this.#deps;
    const isOwn = finding.journal === this.#ownJournal && finding.by === 'own';
    const name = `${finding.journal} of ${finding.station} by ${finding.by}: ${finding.contradiction}`;
    if (this.#findings.has(name) || (!isOwn && this.#findings.size >= MOST_NOTES)) return;
    // Findings about this desk's journal from its own head cannot be forged, so they have no limit.
    await (isOwn ? journal.note('desk-contradicted', { ...finding }) : this.#note('desk-contradicted', { ...finding }));
    this.#findings.set(name, finding);
    log.error('a journal contradicts what was seen before', { ...finding });
  }

  async #write(journal: string, health: DeskHealth): Promise<void> {
    const { folder, station, seal, now } = this.#deps;
    const { entries, head } = await this.#deps.journal.health();
    const seen = [...this.#seen.values()].map((one) => ({
      station: one.station,
      journal: one.journal,
      entries: one.entries,
      head: one.head,
    }));
    const contradiction = this.#contradictionOf(journal);
    const own = { station, journal, entries, head, at: now().toISOString(), health, contradiction, seen: seen.slice(0, MOST_DESKS) };
    await this.#share.run(() => writeFileAtomically(join(folder, headFileName(own)), seal.seal(own), 0o644));
  }

  #warnings(): Warnings {
    const all = [...this.#findings.values()];
    const own = all.find(({ journal }) => journal === this.#ownJournal);
    const others = [...new Set(all.filter(({ journal }) => journal !== this.#ownJournal).map(({ station }) => station))];
    const stations = others.length > MOST_NAMED ? [...others.slice(0, MOST_NAMED), '…'] : others;
    return [
      ...(own === undefined
        ? []
        : [{ code: 'journal-contradicted' as const, by: own.by === 'own' ? null : own.by, known: own.known, found: own.found }]),
      ...(others.length === 0 ? [] : [{ code: 'desk-contradicted' as const, stations }]),
    ];
  }

  #pause(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#deps.schedule(resolve, this.#deps.lookMs ?? LOOK_MS);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** An unreadable file contains no head; a timeout says nothing about the file. @throws ExternalFileError for a timeout */
function unlessTooSlow(error: unknown): null {
  if (error instanceof ExternalFileError && error.code === 'too-slow') throw error;
  return null;
}

/**
 * Reads this desk's own head from the backup folder before the station opens. No one else can seal it, so entries that it names
 * and the journal lacks certainly existed.
 * @returns null if there is none, it has another key, or the share does not answer in time
 */
export async function ownHeadIn(
  folder: string,
  own: { readonly station: string; readonly journal: string },
  key: string,
): Promise<SealedHead | null> {
  const file = join(folder, headFileName(own));
  const content = await readExternalFile(file, { mostBytes: LARGEST_HEAD, limitMs: FILE_MS }).catch(() => null);
  const sealed = content === null ? null : readSealedHead(content.toString('utf8'));
  return sealed !== null && sealed.key === key && sealed.head.journal === own.journal ? sealed : null;
}
