/** Result of many runs, in the unit of the runs. */
export interface Spread {
  readonly median: number;
  /** 95 of 100 runs were at or below this. */
  readonly p95: number;
  readonly runs: number;
}

/**
 * Returns the value that a share of all values does not exceed, linear between the two nearest ranks (Hyndman and Fan's type
 * 7).
 *
 * @param share between 0 and 1
 * @throws RangeError without values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new RangeError('There are no values');
  return below + (above - below) * (place - Math.floor(place));
}

/** Returns median and p95 of some runs. @throws RangeError without runs */
export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), p95: quantile(values, 0.95), runs: values.length };
}

/** Cost at one size. */
export interface Point {
  readonly size: number;
  readonly cost: number;
}

/**
 * Returns how a cost grows with size, as the exponent of the best-fitting power law (least squares over the logarithms): 0 is
 * flat, 1 linear, 2 quadratic.
 *
 * @throws RangeError for fewer than two sizes, or a size or cost that is not positive
 */
export function exponentOf(points: readonly Point[]): number {
  if (points.some(({ size, cost }) => size <= 0 || cost <= 0)) throw new RangeError('Sizes and costs must be above zero');
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(logs.map((log) => log.x)), mean(logs.map((log) => log.y))];
  const spread = mean(logs.map((log) => (log.x - x) ** 2));
  if (!(spread > 0)) throw new RangeError('Growth needs two sizes');
  return mean(logs.map((log) => (log.x - x) * (log.y - y))) / spread;
}
