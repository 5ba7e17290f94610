export { default as texts } from './locales/en.json';
