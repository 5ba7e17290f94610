import { directoryAtDesk } from './directory-desk.fixture.js';

directoryAtDesk(
  200,
  'names people, one of whom made themselves look like another, and shows a photo; without it the desk goes on with what it said, and says how old that is',
);
