import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { session, utilityProcess } from 'electron';
import type { StationEvent, Warnings } from '../../shared/contract.js';
import type { Preferences } from '../../shared/preferences.js';
import { identify } from '../cards/identify.js';
import { createCmClient } from '../cm/client.js';
import { noPeople, type People } from '../people/people.js';
import { readRosterFile } from '../people/roster.js';
import { combineDrivers } from '../readers/combine-drivers.js';
import { HostedDriver } from '../readers/hosted-driver.js';
import { ReaderWatcher } from '../readers/watcher.js';
import { JournalError, type Journal } from '../store/journal.js';
import { openJournal } from '../store/open-journal.js';
import { startTraining } from '../training/training.js';
import type { Log } from './log.js';
import { readPreferences } from './preferences.js';
import { readSettings, type Settings } from './settings.js';
import { createStation, type Station } from './station.js';

/** Why the station does not open at all, in words for a person; nothing was changed. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export interface BuildOptions {
  /** The profile folder: settings, journal, logs. */
  readonly profile: string;
  /** Folder of the bundled main process, with the reader host and the store worker in it. */
  readonly mainFolder: string;
  readonly version: string;
  /** The system's language tag, e.g. `nl-BE`. */
  readonly locale: string;
  readonly operator: string;
  readonly station: string;
  /** Training mode although a server is configured. */
  readonly forceTraining: boolean;
  readonly log: (module: string) => Log;
  readonly send: (event: StationEvent) => void;
}
