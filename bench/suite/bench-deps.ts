import type { Outcome } from './report.js';

/** Dependencies of every figure's measurement. */
export interface BenchDeps {
  /** The packaged station, as shipped. */
  readonly station: string;
  /** Plain Electron of the same version. */
  readonly electron: string;
  /** Folder of the bundle, whose native modules the references use. */
  readonly app: string;
  /** A folder on a real disk for profiles and databases, because durable writes depend on the disk. */
  readonly folder: string;
  /** Reports progress. */
  readonly say: (line: string) => void;
}

/** A figure of the suite. To add one: a file in `bench/figures`, and a line in `bench/suite/figures.ts`. */
export interface Figure {
  /** Its name on the command line. */
  readonly name: string;
  readonly measure: (deps: BenchDeps) => Promise<Outcome>;
}

/** Sizes of the growth figures: ×1, ×10, ×100. */
export const REQUESTS = [1_000, 10_000, 100_000] as const;
/** Entries of a journal; a finished binding has three. */
export const ENTRIES = [500, 5_000, 50_000] as const;
export const ENTRIES_OF_A_BINDING = 3;
