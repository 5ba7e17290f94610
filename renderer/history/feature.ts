import { BookOpenCheck } from 'lucide-react';
import type { FeatureScreen } from '../state/screens.js';

export { default as texts } from './locales/en.json';

export const screen: FeatureScreen = {
  digit: 3,
  icon: BookOpenCheck,
  load: async () => (await import('./history.js')).History,
};
