/**
 * Decides which undocumented names of fields and headers may be in the support file: those made only of technical words. Any
 * other name may contain data, such as a person or account, even if every object has it; such names are only counted.
 */

const LONGEST = 40;

/** Letters and digits in words, as in programs: `@odata.nextLink`, `X-AspNet-Version`. */
const NAME = /^@?[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+)*$/;
/** Ids, employee numbers and GUIDs have more digits than versions. */
const TOO_MANY_DIGITS = /\d{4}|(?:\d.*){6}/;

/** Words of programs and of this API. Some are also surnames, but as a field name they reveal nothing. */
const technicalWords: ReadonlySet<string> = new Set(
  (
    'access account active age agent allow api app approved arr asp aspnet assigned atr audit authenticate authorization base body bytes ' +
    'cache canceled card cert certificate change changed child client cm code collection comment completed connection content context ' +
    'control cookie correlation count created csp current cursor custom data date default deleted denied department description detail details ' +
    'disabled display domain enabled encoding end enrollment entries error errors etag exception expires failed field fields filter first flag ' +
    'flags forwarded frame framework guid has header hits host href http id identifier iis index info inner instance is issued item items ' +
    'key keys kind label language last length limit link links list location log member message meta method middleware min mode modified ms ' +
    'more name net new next no number object odata of offset old on only options order origin originator page pages paging parent path permanent ' +
    'policy powered pragma prev previous primary priority profile profiles protection query rate reason remaining renewal request requested requests ' +
    'reset response result results retry schema security self sent serial serialnumber server service session set size skip smart smartcard ' +
    'smartcards sort source stack stamp start state status stop strict submitted subject sum tag target template templates text time title ' +
    'token top total totals trace transport type types until updated uri url user users uuid valid value values vary version via virtual ' +
    'warning with written www x xss'
  ).split(' '),
);

/** Returns the words of a name: `NewSmartcardUuid` has three. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** Returns whether a name consists only of technical words and may be shown. */
export function mayShowName(name: string): boolean {
  const words = wordsOf(name);
  return (
    name.length <= LONGEST &&
    NAME.test(name) &&
    !TOO_MANY_DIGITS.test(name) &&
    words.length > 0 &&
    words.every((word) => technicalWords.has(word))
  );
}
