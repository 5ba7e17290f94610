import { createHash } from 'node:crypto';
import type { BindingView } from '../../shared/bindings.js';
import type { Diagnostics } from '../../shared/diagnostics.js';
import type { Reader } from '../../shared/readers.js';
import type { RequestView } from '../../shared/requests.js';
import type { SettingsReport } from '../../shared/settings-report.js';
import { forEachYielding } from '../core/yielding.js';

export interface BundleFacts {
  readonly madeAt: string;
  readonly diagnostics: Diagnostics;
  readonly settings: SettingsReport;
  /** Not in the bundle: personal data and secrets of the settings, to be found and replaced in everything else. */
  readonly withheld: readonly string[];
  readonly readers: readonly Reader[];
  readonly bindings: readonly BindingView[];
  /** Not in the bundle: names of their people, to be found and replaced in everything else. */
  readonly requests: readonly RequestView[];
  /** The home folder, which often contains a person's name. */
  readonly home: string;
}

/** Keys whose texts are about a person, card or request. */
const personal: ReadonlySet<string> = new Set([
  ...['userId', 'name', 'account', 'department', 'employeeId', 'comment', 'photo'],
  ...['cardId', 'text', 'raw', 'requestId', 'bindingId', 'smartcardUri', 'operator', 'reason', 'evidence', 'message'],
]);
/** Below these keys, `name` is not a person's name. */
const things: ReadonlySet<string> = new Set(['readers', 'profileTemplate']);

/**
 * Returns what support needs, as JSON without personal data. Names, accounts, card ids and the like are replaced by hashes:
 * equal texts have equal hashes within this bundle only. They are also found and replaced in all other texts, such as log
 * lines. With a long list of requests this takes a while and yields to the event loop.
 * @param salt random bytes for this bundle only, so that guesses cannot be verified by hashing
 */
export async function supportBundle(facts: BundleFacts, salt: Buffer): Promise<string> {
  const { madeAt, diagnostics, settings, withheld, readers, bindings, requests, home } = facts;
  const secrets = new Set<string>(withheld);
  const content = { madeAt, diagnostics, settings, readers, bindings };
  collect(content, '', false, secrets);
  await forEachYielding(requests, (request) => {
    collect(request, '', false, secrets);
  });
  secrets.delete('');
  const lengths = await lengthsByBeginning(secrets);
  const clean = (text: string): string => {
    if (secrets.has(text)) return hashOf(text, salt);
    return withoutSecrets(home.length > 1 ? text.replaceAll(home, '~') : text, secrets, lengths, salt);
  };
  return `${JSON.stringify(content, (_key, value: unknown) => (typeof value === 'string' ? clean(value) : value), 2)}\n`;
}

/** Shorter secrets are replaced only where they are a whole text, not within other texts. */
const SHORTEST = 3;

/** Returns the lengths of the secrets by their first letters, longest first, for the search. */
async function lengthsByBeginning(secrets: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, Set<number>>();
  await forEachYielding(secrets, (secret) => {
    if (secret.length < SHORTEST) return;
    const beginning = secret.slice(0, SHORTEST);
    const lengths = found.get(beginning) ?? new Set();
    found.set(beginning, lengths.add(secret.length));
  });
  return new Map([...found].map(([beginning, lengths]) => [beginning, [...lengths].sort((a, b) => b - a)]));
}

/** Returns a text with every secret replaced by its hash, the longest first if several start at one place. */
function withoutSecrets(text: string, secrets: ReadonlySet<string>, lengths: ReadonlyMap<string, readonly number[]>, salt: Buffer): string {
  let clean = '';
  let from = 0;
  for (let at = 0; at <= text.length - SHORTEST;) {
    const length = lengths.get(text.slice(at, at + SHORTEST))?.find((one) => secrets.has(text.slice(at, at + one)));
    if (length === undefined) {
      at += 1;
      continue;
    }
    clean += text.slice(from, at) + hashOf(text.slice(at, at + length), salt);
    at += length;
    from = at;
  }
  return clean + text.slice(from);
}

function collect(value: unknown, key: string, isThing: boolean, into: Set<string>): void {
  if (typeof value === 'string') {
    if (personal.has(key) && !(isThing && key === 'name')) into.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, key, isThing, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [below, item] of Object.entries(value)) {
      const thing = below === 'person' ? false : isThing || things.has(below);
      collect(item, below, thing, into);
    }
  }
}

function hashOf(text: string, salt: Buffer): string {
  return `#${createHash('sha256').update(salt).update(text, 'utf8').digest('hex').slice(0, 12)}`;
}
