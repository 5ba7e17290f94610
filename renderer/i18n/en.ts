import attention from '../attention/locales/en.json';
import bindings from '../bindings/locales/en.json';
import cards from '../cards/locales/en.json';
import common from './locales/en.json';
import desk from '../desk/locales/en.json';
import diagnostics from '../diagnostics/locales/en.json';
import history from '../history/locales/en.json';
import keys from '../keys/locales/en.json';
import kiosk from '../kiosk/locales/en.json';
import prepared from '../prepared/locales/en.json';
import report from '../report/locales/en.json';
import roles from '../roles/locales/en.json';
import settings from '../settings/locales/en.json';
import shell from '../shell/locales/en.json';
import signIn from '../sign-in/locales/en.json';
import stock from '../stock/locales/en.json';

/** Every text of the station in English. The other languages have exactly the same keys. */
export const en = {
  ...attention,
  ...bindings,
  ...cards,
  ...common,
  ...desk,
  ...diagnostics,
  ...history,
  ...keys,
  ...kiosk,
  ...prepared,
  ...report,
  ...roles,
  ...settings,
  ...shell,
  ...signIn,
  ...stock,
};

type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : Same<T[K]> };

/** The shape of a language: English's keys, with any texts. */
export type Texts = Same<typeof en>;
