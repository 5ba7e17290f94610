import { cardToAnswer } from '../figures/card-to-answer.js';
import { cardToScreen } from '../figures/card-to-screen.js';
import { confirmToWire } from '../figures/confirm-to-wire.js';
import { drain } from '../figures/drain.js';
import { lookups } from '../figures/lookups.js';
import { refresh } from '../figures/refresh.js';
import { searching } from '../figures/search.js';
import { size } from '../figures/size.js';
import { start } from '../figures/start.js';
import type { Figure } from './bench-deps.js';

/** All figures, in the order of the table. */
export const figures: readonly Figure[] = [cardToScreen, cardToAnswer, confirmToWire, searching, refresh, drain, start, size, lookups];
