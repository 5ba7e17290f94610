import { afterEach, it } from 'vitest';
import { reportOfADay } from './report-day.js';
import { closeStations } from './station.js';

afterEach(closeStations);

it('the report of a day: saved by keyboard, and its figures are the journal’s', { timeout: 180_000 }, () => reportOfADay(100));
