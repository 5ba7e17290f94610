import { createHash } from 'node:crypto';
import type { BindingView } from '../../shared/bindings.js';
import type { Diagnostics } from '../../shared/diagnostics.js';
import type { Reader } from '../../shared/readers.js';
import type { RequestView } from '../../shared/requests.js';
import type { SettingsReport } from '../../shared/settings-report.js';

export interface BundleFacts {
  readonly madeAt: string;
  readonly diagnostics: Diagnostics;
  readonly settings: SettingsReport;
  readonly readers: readonly Reader[];
  readonly bindings: readonly BindingView[];
  /** Not in the bundle: their people's names are looked for in everything else. */
  readonly requests: readonly RequestView[];
  /** The home folder, which often has a person's name. */
  readonly home: string;
}

/** Keys below which every text is about a person, a card or a request. */
const personal: ReadonlySet<string> = new Set([
  ...['userId', 'name', 'account', 'department', 'employeeId', 'comment', 'photo'],
  ...['cardId', 'text', 'raw', 'requestId', 'bindingId', 'smartcardUri', 'operator', 'reason', 'evidence', 'message'],
]);
/** Below these, `name` is the name of a thing. */
const things: ReadonlySet<string> = new Set(['readers', 'profileTemplate']);

/**
 * What support needs to see, as JSON text, without personal data: names, accounts, card ids and the like are replaced by
 * a hash that is the same wherever the same thing stands, and says nothing outside this bundle. What was replaced is
 * looked for in every other text as well, such as lines of the log.
 *
 * @param salt random bytes made for this bundle alone, so that nobody can try names until a hash fits
 */
export function supportBundle(facts: BundleFacts, salt: Buffer): string {
  const { madeAt, diagnostics, settings, readers, bindings, requests, home } = facts;
  const secrets = new Set<string>();
  const content = { madeAt, diagnostics, settings, readers, bindings };
  collect({ ...content, requests }, '', false, secrets);
  secrets.delete('');
  const hashed = new Map([...secrets].map((secret) => [secret, hashOf(secret, salt)]));
  const found = longestFirst([...secrets].filter((secret) => secret.length >= 3));
  const clean = (text: string): string => {
    const exact = hashed.get(text);
    if (exact !== undefined) return exact;
    const homeless = home.length > 1 ? text.replaceAll(home, '~') : text;
    return found === null ? homeless : homeless.replace(found, (match) => hashed.get(match) ?? hashOf(match, salt));
  };
  return `${JSON.stringify(content, (_key, value: unknown) => (typeof value === 'string' ? clean(value) : value), 2)}\n`;
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

function longestFirst(texts: readonly string[]): RegExp | null {
  if (texts.length === 0) return null;
  const sorted = [...texts].sort((a, b) => b.length - a.length);
  return new RegExp(sorted.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
}

function hashOf(text: string, salt: Buffer): string {
  return `#${createHash('sha256').update(salt).update(text, 'utf8').digest('hex').slice(0, 12)}`;
}
