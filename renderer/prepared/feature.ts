import { ClipboardCheck } from 'lucide-react';
import type { FeatureScreen } from '../state/screens.js';

export { default as texts } from './locales/en.json';

export const screen: FeatureScreen = {
  digit: 5,
  icon: ClipboardCheck,
  load: async () => (await import('./prepared.js')).Prepared,
};
