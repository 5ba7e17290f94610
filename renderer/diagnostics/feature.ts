import { Activity } from 'lucide-react';
import type { FeatureScreen } from '../state/screens.js';

export { default as texts } from './locales/en.json';

export const screen: FeatureScreen = {
  digit: 7,
  icon: Activity,
  load: async () => (await import('./diagnostics.js')).Diagnostics,
};
