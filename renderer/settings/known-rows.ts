import type { Reader } from '../../shared/readers.js';
import type { RequestView } from '../../shared/requests.js';

/** Returns the readers to tick: attached ones that are not virtual, and ticked ones that are not attached. */
export function readerRows(
  ticked: readonly string[],
  readers: readonly Pick<Reader, 'name' | 'kind'>[],
): { readonly name: string; readonly isAttached: boolean }[] {
  const attached = readers.filter(({ kind }) => kind === 'pcsc').map(({ name }) => name);
  return [...new Set([...attached, ...ticked])].sort().map((name) => ({ name, isAttached: attached.includes(name) }));
}

/**
 * Returns the profile templates to tick kinds for: those of the requests and those in the settings. A template keeps its key
 * in the settings, id or name, ignoring case; a new one gets its name, or its id if it has none.
 */
export function templateRows(
  named: Readonly<Record<string, unknown>>,
  requests: Iterable<Pick<RequestView, 'profileTemplate'>>,
): { readonly key: string; readonly name: string }[] {
  const keys = new Map(Object.keys(named).map((key) => [key.toLowerCase(), key]));
  const rows = new Map([...keys.values()].map((key) => [key, key]));
  for (const { profileTemplate } of requests) {
    const { profileTemplateId, name } = profileTemplate;
    const key = keys.get(profileTemplateId.toLowerCase()) ?? keys.get(name?.toLowerCase() ?? '') ?? name ?? profileTemplateId;
    rows.set(key, name ?? profileTemplateId);
  }
  return [...rows].map(([key, name]) => ({ key, name })).sort((one, other) => one.name.localeCompare(other.name));
}
