import type { Language } from '../../shared/preferences.js';
import type { SettingValue } from '../../shared/settings-draft.js';
import type { Question } from '../app/system-dialogs.js';
import { PIN_KEY, type ChangedSetting } from './settings-draft.js';

interface QuestionWords {
  readonly save: string;
  readonly warning: string;
  /** Label of the value before, with its colon: French has a space before it. */
  readonly now: string;
  /** Label of the value after, with its colon. */
  readonly then: string;
  readonly notSet: string;
  readonly secret: string;
  readonly newSecret: string;
  readonly yes: string;
  readonly no: string;
  readonly test: string;
  readonly testWarning: string;
  readonly testYes: string;
  readonly testNo: string;
}

/** Texts of the main process, because a compromised page could show something other than what is done. */
const words: Readonly<Record<Language, QuestionWords>> = {
  en: {
    save: 'Save these settings and restart the station?',
    warning: 'Select Save only if you made these changes.',
    now: 'current:',
    then: 'new:',
    notSet: 'not set',
    secret: 'a PIN',
    newSecret: 'a new PIN',
    yes: 'Save',
    no: 'Don’t save',
    test: 'Test the connection to this server?',
    testWarning:
      'The station calls it with the identity of your account on this computer. Select Test only if this is your organization’s server.',
    testYes: 'Test',
    testNo: 'Don’t test',
  },
  nl: {
    save: 'Deze instellingen opslaan en het werkstation opnieuw starten?',
    warning: 'Kies Opslaan alleen als u deze wijzigingen zelf hebt aangebracht.',
    now: 'nu:',
    then: 'straks:',
    notSet: 'niet ingesteld',
    secret: 'een pincode',
    newSecret: 'een nieuwe pincode',
    yes: 'Opslaan',
    no: 'Niet opslaan',
    test: 'De verbinding met deze server testen?',
    testWarning:
      'Het werkstation roept deze server aan met uw account op deze computer. Kies Testen alleen als dit een server van uw organisatie is.',
    testYes: 'Testen',
    testNo: 'Niet testen',
  },
  de: {
    save: 'Diese Einstellungen speichern und die Station neu starten?',
    warning: 'Wählen Sie nur dann „Speichern“, wenn Sie diese Änderungen selbst vorgenommen haben.',
    now: 'jetzt:',
    then: 'neu:',
    notSet: 'nicht festgelegt',
    secret: 'eine PIN',
    newSecret: 'eine neue PIN',
    yes: 'Speichern',
    no: 'Nicht speichern',
    test: 'Verbindung mit diesem Server testen?',
    testWarning:
      'Die Station ruft ihn mit dem auf diesem Computer angemeldeten Konto auf. Wählen Sie nur dann „Testen“, wenn dies ein Server Ihrer Organisation ist.',
    testYes: 'Testen',
    testNo: 'Nicht testen',
  },
  fr: {
    save: 'Enregistrer ces paramètres et redémarrer le poste ?',
    warning: 'Choisissez « Enregistrer » uniquement si ces modifications viennent de vous.',
    now: 'maintenant\u00A0:',
    then: 'nouveau\u00A0:',
    notSet: 'non défini',
    secret: 'un code PIN',
    newSecret: 'un nouveau code PIN',
    yes: 'Enregistrer',
    no: 'Ne pas enregistrer',
    test: 'Tester la connexion à ce serveur ?',
    testWarning:
      'Le poste s’y connecte avec le compte de session de cet ordinateur. Choisissez « Tester » uniquement s’il s’agit d’un serveur de votre organisation.',
    testYes: 'Tester',
    testNo: 'Ne pas tester',
  },
};

/** Longest value in the question, in characters; addresses are never cut. */
const LONGEST_VALUE = 160;
/** Maximum number of changes listed; further ones are only counted. The server's come first. */
const MOST_LINES = 12;

/** Returns the question whether settings may be changed: each key with its effective value before and after. */
export function saveQuestion(language: Language, changed: readonly ChangedSetting[]): Question {
  const w = words[language];
  const say = (value: SettingValue | null, secret: string, key: string): string =>
    value === null ? w.notSet : key === PIN_KEY ? secret : shown(value, isAddressKey(key));
  const lines = changed
    .slice(0, MOST_LINES)
    .map(({ key, before, after }) => `${key}\n    ${w.now} ${say(before, w.secret, key)}\n    ${w.then} ${say(after, w.newSecret, key)}`);
  const more = changed.slice(MOST_LINES).map(({ key }) => key);
  return {
    title: 'Card Desk',
    message: w.save,
    detail: [...lines, ...(more.length === 0 ? [] : [more.join(', ')]), '', w.warning].join('\n'),
    yes: w.yes,
    no: w.no,
  };
}

/** Returns the question whether a server outside the settings may be called. */
export function testQuestion(language: Language, address: string): Question {
  const w = words[language];
  return {
    title: 'Card Desk',
    message: w.test,
    detail: `${new URL(address).host}\n\n${shown(address, true)}\n\n${w.testWarning}`,
    yes: w.testYes,
    no: w.testNo,
  };
}

/**
 * Formats a value as in the file, on one line, with misleading and invisible characters escaped.
 * @param isWhole never shortened, because it decides which server is trusted
 */
function shown(value: SettingValue, isWhole: boolean): string {
  const text = JSON.stringify(value).replaceAll(/[^\p{L}\p{N} !-~]/gu, spelled);
  const letters = Array.from(isWhole || isAddress(value) ? text.replaceAll(/[^ -~]/g, spelled) : text);
  return !isWhole && letters.length > LONGEST_VALUE
    ? `${letters.slice(0, LONGEST_VALUE).join('')} … (${String(letters.length)})`
    : letters.join('');
}

/** Whether a key holds addresses or hosts. They decide which server is trusted, so no character may be hidden. */
function isAddressKey(key: string): boolean {
  return key.startsWith('server.') || key.endsWith('.url');
}

/** In an address, a letter of another script leads to another host. */
function isAddress(value: SettingValue): boolean {
  return typeof value === 'string' && value.includes('://');
}

function spelled(letter: string): string {
  return `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`;
}
