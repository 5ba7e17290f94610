import type { Language } from '../../shared/preferences.js';
import type { SettingValue } from '../../shared/settings-draft.js';
import type { Question } from '../app/system-dialogs.js';
import { PIN_KEY, type ChangedSetting } from './settings-draft.js';

interface QuestionWords {
  readonly save: string;
  readonly warning: string;
  readonly now: string;
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

/** The page's words are not used: a page that was taken over could say something else than what is done. */
const words: Readonly<Record<Language, QuestionWords>> = {
  en: {
    save: 'Save these settings and restart the station?',
    warning: 'Select Save only if you made these changes.',
    now: 'now',
    then: 'then',
    notSet: 'not set',
    secret: 'a PIN',
    newSecret: 'a new PIN',
    yes: 'Save',
    no: 'Don’t save',
    test: 'Test the connection to this server?',
    testWarning:
      'The station calls it with the identity of this computer’s account. Select Test only if this is your organization’s server.',
    testYes: 'Test',
    testNo: 'Don’t test',
  },
  nl: {
    save: 'Deze instellingen opslaan en het station opnieuw openen?',
    warning: 'Zeg alleen ja als u ze zelf hebt gewijzigd.',
    now: 'nu',
    then: 'straks',
    notSet: 'niet ingesteld',
    secret: 'een pincode',
    newSecret: 'een nieuwe pincode',
    yes: 'Opslaan',
    no: 'Niet opslaan',
    test: 'De verbinding met deze server proberen?',
    testWarning:
      'Het station roept hem aan met de identiteit van het account van deze computer. Zeg alleen ja als het een server van uw organisatie is.',
    testYes: 'Proberen',
    testNo: 'Niet proberen',
  },
  de: {
    save: 'Diese Einstellungen speichern und die Station neu öffnen?',
    warning: 'Sagen Sie nur Ja, wenn Sie sie selbst geändert haben.',
    now: 'jetzt',
    then: 'dann',
    notSet: 'nicht gesetzt',
    secret: 'eine PIN',
    newSecret: 'eine neue PIN',
    yes: 'Speichern',
    no: 'Nicht speichern',
    test: 'Die Verbindung zu diesem Server versuchen?',
    testWarning:
      'Die Station ruft ihn mit der Identität des Kontos dieses Computers auf. Sagen Sie nur Ja, wenn es ein Server Ihrer Organisation ist.',
    testYes: 'Versuchen',
    testNo: 'Nicht versuchen',
  },
  fr: {
    save: 'Enregistrer ces réglages et rouvrir le poste ?',
    warning: 'Ne dites oui que si vous les avez modifiés vous-même.',
    now: 'maintenant',
    then: 'ensuite',
    notSet: 'non défini',
    secret: 'un code PIN',
    newSecret: 'un nouveau code PIN',
    yes: 'Enregistrer',
    no: 'Ne pas enregistrer',
    test: 'Essayer la connexion à ce serveur ?',
    testWarning:
      'Le poste l’appelle avec l’identité du compte de cet ordinateur. Ne dites oui que si c’est un serveur de votre organisation.',
    testYes: 'Essayer',
    testNo: 'Ne pas essayer',
  },
};

/** Longer values are cut in the question, in characters, but no address is. */
const LONGEST_VALUE = 160;
/** More changes than these are counted only; the server's come first. */
const MOST_LINES = 12;

/** Asks whether settings may be changed: every key, what counts now and what would count then. */
export function saveQuestion(language: Language, changed: readonly ChangedSetting[]): Question {
  const w = words[language];
  const say = (value: SettingValue | null, secret: string, key: string): string =>
    value === null ? w.notSet : key === PIN_KEY ? secret : shown(value, isAddressKey(key));
  const lines = changed
    .slice(0, MOST_LINES)
    .map(({ key, before, after }) => `${key}\n    ${w.now}: ${say(before, w.secret, key)}\n    ${w.then}: ${say(after, w.newSecret, key)}`);
  const more = changed.slice(MOST_LINES).map(({ key }) => key);
  return {
    title: 'Card Desk',
    message: w.save,
    detail: [...lines, ...(more.length === 0 ? [] : [more.join(', ')]), '', w.warning].join('\n'),
    yes: w.yes,
    no: w.no,
  };
}

/** Asks whether a server may be called that the settings do not name. */
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
 * A value as the file would have it, on one line, with every letter that could look like another or like nothing spelled out.
 *
 * @param isWhole for what says who is believed: however long it is, nothing of it is left out
 */
function shown(value: SettingValue, isWhole: boolean): string {
  const text = JSON.stringify(value).replaceAll(/[^\p{L}\p{N} !-~]/gu, spelled);
  const letters = Array.from(isWhole || isAddress(value) ? text.replaceAll(/[^ -~]/g, spelled) : text);
  return !isWhole && letters.length > LONGEST_VALUE
    ? `${letters.slice(0, LONGEST_VALUE).join('')} … (${String(letters.length)})`
    : letters.join('');
}

/** Keys whose values are addresses or hosts: whoever answers there is believed, so that no letter of them may be out of sight. */
function isAddressKey(key: string): boolean {
  return key.startsWith('server.') || key.endsWith('.url');
}

/** In an address a letter of another script makes another host. */
function isAddress(value: SettingValue): boolean {
  return typeof value === 'string' && value.includes('://');
}

function spelled(letter: string): string {
  return `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`;
}
