import type { TFunction } from 'i18next';

/** Whether the keyboard has Command, which takes the place of Ctrl. */
export const hasCommandKey = (): boolean => /mac/i.test(navigator.userAgent);

/** Returns how a key together with Ctrl is written for the operator: "Ctrl+P", "Strg+P", on a Mac "⌘P". */
export const withControl = (t: TFunction, key: string): string => (hasCommandKey() ? `⌘${key}` : t('keys.withControl', { key }));
