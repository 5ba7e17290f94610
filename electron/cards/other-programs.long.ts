import { compare, comparisons } from './comparisons.fixture.js';

compare(comparisons);
