/**
 * Every feature with texts or a screen, one line each; details are in its `feature.ts`. Import only what the start needs
 * there: a screen is loaded when it is opened, or shortly after the desk is ready.
 */
export * as attention from './attention/feature.js';
export * as bindings from './bindings/feature.js';
export * as cards from './cards/feature.js';
export * as desk from './desk/feature.js';
export * as diagnostics from './diagnostics/feature.js';
export * as history from './history/feature.js';
export * as keys from './keys/feature.js';
export * as kiosk from './kiosk/feature.js';
export * as prepared from './prepared/feature.js';
export * as report from './report/feature.js';
export * as roles from './roles/feature.js';
export * as run from './run/feature.js';
export * as settings from './settings/feature.js';
export * as shell from './shell/feature.js';
export * as signIn from './sign-in/feature.js';
export * as stock from './stock/feature.js';
