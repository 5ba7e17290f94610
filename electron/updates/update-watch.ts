import { fail, ok, type Result } from '../../shared/result.js';
import type { Warnings } from '../../shared/warnings.js';
import type { Log } from '../core/log.js';
import type { schedule } from '../core/schedule.js';
import { readAnnouncement, type Announcement, type AnnouncementError, type SignedBytes } from './announcement.js';
import type { AnnouncementSourceError } from './announcement-source.js';
import { isNewer } from './versions.js';

type UpdateWarning = Extract<Warnings[number], { code: 'update-available' }>;

export interface UpdateWatchDeps {
  /** The station's version. */
  readonly version: string;
  /** The office's key from the settings. */
  readonly publicKey: string;
  readonly read: (signal: AbortSignal) => Promise<Result<SignedBytes, AnnouncementSourceError>>;
  readonly schedule: typeof schedule;
  readonly log: Log;
  readonly pauses?: { readonly firstMs: number; readonly everyMs: number };
}

/** Starts the checks: the first after the desk has opened, then one a day. */
const usualPauses = { firstMs: 120_000, everyMs: 24 * 3_600_000 };

/**
 * Checks for the office's announcement of a newer version. A faulty announcement is only logged and withdraws nothing: the
 * earlier one had a valid signature.
 */
export class UpdateWatch {
  readonly #deps: UpdateWatchDeps;
  readonly #stop = new AbortController();
  #callOff: () => void = () => undefined;

  constructor(deps: UpdateWatchDeps) {
    this.#deps = deps;
  }

  /** @param warn called with a newer version, or null if none is announced */
  start(warn: (warning: UpdateWarning | null) => void): void {
    const { firstMs, everyMs } = this.#deps.pauses ?? usualPauses;
    const lookAfter = (ms: number): void => {
      if (this.#stop.signal.aborted) return;
      this.#callOff = this.#deps.schedule(() => {
        void this.#look(warn).finally(() => {
          lookAfter(everyMs);
        });
      }, ms);
    };
    lookAfter(firstMs);
  }

  /** Stops; nothing is read or reported afterwards. */
  stop(): void {
    this.#stop.abort();
    this.#callOff();
  }

  async #look(warn: (warning: UpdateWarning | null) => void): Promise<void> {
    const { log } = this.#deps;
    const found = await this.#announced();
    if (this.#stop.signal.aborted) return;
    if (!found.ok) {
      log.warn('the announcement of a newer version is not used', { ...found.error });
      return;
    }
    const { version, note, isNewer: isWanted } = found.value;
    log.info(isWanted ? 'a newer version is announced' : 'no newer version is announced', { version });
    warn(isWanted ? { code: 'update-available', version, note } : null);
  }

  async #announced(): Promise<
    Result<Announcement & { readonly isNewer: boolean }, AnnouncementSourceError | AnnouncementError | { readonly code: 'own-version' }>
  > {
    const { read, publicKey, version: own } = this.#deps;
    const signed = await read(this.#stop.signal);
    if (!signed.ok) return signed;
    const announcement = readAnnouncement(signed.value, publicKey);
    if (!announcement.ok) return announcement;
    const newer = isNewer(announcement.value.version, own);
    return newer === null ? fail({ code: 'own-version' }) : ok({ ...announcement.value, isNewer: newer });
  }
}
