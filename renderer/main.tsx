import './schemas-without-eval.js';
import '@fontsource-variable/inter';
import './design/tokens.css';
import './design/base.css';
import './design/components.css';
import './design/dialog.css';
import './design/page.css';
import './bindings/bindings.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { startLanguages } from './i18n/i18n.js';
import { keyWatch } from './keys/key-watch.js';
import { followStation } from './state/station.js';

// Before any other keyboard listener.
keyWatch();
startLanguages();
followStation();

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
