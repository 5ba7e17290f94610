import './page.js';
import '../../electron/main.js';

// The station of `npm run dev`: the main process as shipped, with its page served from the sources.
