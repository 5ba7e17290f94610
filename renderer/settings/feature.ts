import { Settings } from 'lucide-react';
import type { FeatureScreen } from '../state/screens.js';

export { default as texts } from './locales/en.json';

export const screen: FeatureScreen = {
  digit: 8,
  icon: Settings,
  load: async () => (await import('./settings.js')).Settings,
};
