import { afterEach, it } from 'vitest';
import { checkDayReport } from './report-day.js';
import { closeStations } from './station.js';

afterEach(closeStations);

it('the report of a day is saved with the keyboard, and its numbers equal the journal’s', { timeout: 180_000 }, () => checkDayReport(100));
