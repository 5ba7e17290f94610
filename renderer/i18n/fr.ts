import attention from '../attention/locales/fr.json';
import bindings from '../bindings/locales/fr.json';
import cards from '../cards/locales/fr.json';
import common from './locales/fr.json';
import desk from '../desk/locales/fr.json';
import diagnostics from '../diagnostics/locales/fr.json';
import history from '../history/locales/fr.json';
import keys from '../keys/locales/fr.json';
import kiosk from '../kiosk/locales/fr.json';
import prepared from '../prepared/locales/fr.json';
import report from '../report/locales/fr.json';
import roles from '../roles/locales/fr.json';
import settings from '../settings/locales/fr.json';
import shell from '../shell/locales/fr.json';
import signIn from '../sign-in/locales/fr.json';
import stock from '../stock/locales/fr.json';
import type { Texts } from './en.js';

export const fr: Texts = {
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
