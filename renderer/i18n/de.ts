import attention from '../attention/locales/de.json';
import bindings from '../bindings/locales/de.json';
import cards from '../cards/locales/de.json';
import common from './locales/de.json';
import desk from '../desk/locales/de.json';
import diagnostics from '../diagnostics/locales/de.json';
import history from '../history/locales/de.json';
import keys from '../keys/locales/de.json';
import kiosk from '../kiosk/locales/de.json';
import prepared from '../prepared/locales/de.json';
import report from '../report/locales/de.json';
import roles from '../roles/locales/de.json';
import settings from '../settings/locales/de.json';
import shell from '../shell/locales/de.json';
import signIn from '../sign-in/locales/de.json';
import stock from '../stock/locales/de.json';
import type { Texts } from './en.js';

export const de: Texts = {
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
