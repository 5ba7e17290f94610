import type { cardsEn } from './cards.en.js';
import type { en } from './en.js';
import type { keysEn } from './keys.en.js';
import type { preparedEn } from './prepared.en.js';
import type { reportEn } from './report.en.js';
import type { rolesEn } from './roles.en.js';
import type { screensEn } from './screens.en.js';
import type { tablesEn } from './tables.en.js';
import type { settingsEn } from './settings.en.js';
import type { stockEn } from './stock.en.js';

type Sentences<T> = { readonly [K in keyof T]: T[K] extends string ? string : Sentences<T[K]> };

/** The shape of a language: English's keys, with any words. */
export type Words = Sentences<typeof en>;

/** The part of it that is about the screens beside the desk. */
export type ScreenWords = Sentences<typeof screensEn>;

/** The part of it that is about files with lists in them. */
export type TableWords = Sentences<typeof tablesEn>;

/** The part of it that is about key presses and scanners. */
export type KeyWords = Sentences<typeof keysEn>;

/** The part of it that is about prepared cards. */
export type PreparedWords = Sentences<typeof preparedEn>;

/** The part of it that is about the form for settings. */
export type SettingsWords = Sentences<typeof settingsEn>;

/** The part of it that is about reports and backups. */
export type ReportWords = Sentences<typeof reportEn>;

/** The part of it that is about the stock of cards. */
export type StockWords = Sentences<typeof stockEn>;

/** The part of it that is about roles and the second person. */
export type RoleWords = Sentences<typeof rolesEn>;

/** The part of it that is about cards, and why one cannot be bound. */
export type CardWords = Sentences<typeof cardsEn>;
