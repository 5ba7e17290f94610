import { CircleAlert } from 'lucide-react';
import type { FeatureScreen } from '../state/screens.js';

export { default as texts } from './locales/en.json';

export const screen: FeatureScreen = {
  digit: 2,
  icon: CircleAlert,
  load: async () => (await import('./attention.js')).Attention,
};
