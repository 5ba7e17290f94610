import { CreditCard } from 'lucide-react';
import type { FeatureScreen } from '../state/screens.js';

export { default as texts } from './locales/en.json';

/** The start screen; it is part of the first chunk. */
export const screen: FeatureScreen = {
  digit: 1,
  icon: CreditCard,
};
