import { FileText } from 'lucide-react';
import type { FeatureScreen } from '../state/screens.js';

export { default as texts } from './locales/en.json';

export const screen: FeatureScreen = {
  digit: 6,
  icon: FileText,
  load: async () => (await import('./report.js')).Report,
};
