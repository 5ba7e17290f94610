import '@fontsource-variable/inter';
import '../design/tokens.css';
import '../design/base.css';
import '../design/components.css';
import '../design/dialog.css';
import '../design/page.css';
import '../bindings/bindings.css';
import './gallery.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Gallery } from './gallery.js';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root');
createRoot(root).render(
  <StrictMode>
    <Gallery />
  </StrictMode>,
);
