import type { Outcome } from './report.js';

/** What every figure is measured with. */
export interface Workshop {
  /** The packaged station, as it ships. */
  readonly station: string;
  /** The bare Electron of the same version. */
  readonly electron: string;
  /** The bundle's folder, whose native modules the references use. */
  readonly app: string;
  /** A folder on a real disk for profiles and databases: that is what durable writing costs. */
  readonly folder: string;
  /** Tells how far it has come. */
  readonly say: (line: string) => void;
}

/** A figure of the suite. To add one: a file in `bench/figures`, and a line in `bench/suite/figures.ts`. */
export interface Figure {
  /** As it is named on the command line. */
  readonly name: string;
  readonly measure: (workshop: Workshop) => Promise<Outcome>;
}

/** Sizes of the growth figures: ×1, ×10, ×100. */
export const REQUESTS = [1_000, 10_000, 100_000] as const;
/** Entries of a journal; a binding that is done has three. */
export const ENTRIES = [500, 5_000, 50_000] as const;
export const ENTRIES_OF_A_BINDING = 3;
