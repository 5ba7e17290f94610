import { ListOrdered } from 'lucide-react';
import type { FeatureScreen } from '../state/screens.js';

export { default as texts } from './locales/en.json';

export const screen: FeatureScreen = {
  digit: 9,
  icon: ListOrdered,
  load: async () => (await import('./run.js')).Run,
};
