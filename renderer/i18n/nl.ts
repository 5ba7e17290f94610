import attention from '../attention/locales/nl.json';
import bindings from '../bindings/locales/nl.json';
import cards from '../cards/locales/nl.json';
import common from './locales/nl.json';
import desk from '../desk/locales/nl.json';
import diagnostics from '../diagnostics/locales/nl.json';
import history from '../history/locales/nl.json';
import keys from '../keys/locales/nl.json';
import kiosk from '../kiosk/locales/nl.json';
import prepared from '../prepared/locales/nl.json';
import report from '../report/locales/nl.json';
import roles from '../roles/locales/nl.json';
import settings from '../settings/locales/nl.json';
import shell from '../shell/locales/nl.json';
import signIn from '../sign-in/locales/nl.json';
import stock from '../stock/locales/nl.json';
import type { Texts } from './en.js';

export const nl: Texts = {
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
