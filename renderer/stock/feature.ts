import { Package } from 'lucide-react';
import type { FeatureScreen } from '../state/screens.js';

export { default as texts } from './locales/en.json';

export const screen: FeatureScreen = {
  digit: 4,
  icon: Package,
  load: async () => (await import('./stock.js')).Stock,
};
