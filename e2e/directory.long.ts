import { directoryAtDesk } from './directory-desk.fixture.js';

directoryAtDesk(
  5_000,
  'names 5,000 people, one of whom made themselves look like another, and shows a photo; without it the desk goes on with what it said, and says how old that is',
);
