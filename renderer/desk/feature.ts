import { CreditCard } from 'lucide-react';
import type { FeatureScreen } from '../state/screens.js';

export { default as texts } from './locales/en.json';

/** The home: it comes with the page. */
export const screen: FeatureScreen = {
  digit: 1,
  icon: CreditCard,
};
