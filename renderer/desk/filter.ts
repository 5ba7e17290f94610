import type { RequestView } from '../../shared/requests.js';

export const ages = ['any', 'today', 'week', 'older'] as const;
/** Age of a request since it was submitted: within a day, within a week, older. */
export type Age = (typeof ages)[number];

/** Filters of the list besides the search; null matches any. */
export interface RequestFilter {
  readonly type: number | null;
  readonly profileTemplateId: string | null;
  readonly age: Age;
}

export const noFilter: RequestFilter = { type: null, profileTemplateId: null, age: 'any' };

const DAY_MS = 86_400_000;

/** Returns the requests that match a filter at `now`, in the same order. */
export function filtered(
  requests: readonly RequestView[],
  { type, profileTemplateId, age }: RequestFilter,
  now: number,
): readonly RequestView[] {
  if (type === null && profileTemplateId === null && age === 'any') return requests;
  return requests.filter(
    (request) =>
      (type === null || request.type === type) &&
      (profileTemplateId === null || request.profileTemplate.profileTemplateId === profileTemplateId) &&
      fits(age, now - Date.parse(request.submittedAt)),
  );
}

/** Returns the number of filters that are set. */
export function activeFilters({ type, profileTemplateId, age }: RequestFilter): number {
  return Number(type !== null) + Number(profileTemplateId !== null) + Number(age !== 'any');
}

function fits(age: Age, ms: number): boolean {
  switch (age) {
    case 'any':
      return true;
    case 'today':
      return ms < DAY_MS;
    case 'week':
      return ms < 7 * DAY_MS;
    case 'older':
      return ms >= 7 * DAY_MS;
  }
}
