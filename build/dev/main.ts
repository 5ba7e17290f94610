import './page.js';
import '../../electron/main.js';

// The station of `npm run dev`: the main process as it ships, whose page comes from the sources.
