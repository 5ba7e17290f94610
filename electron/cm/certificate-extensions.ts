import { derElement, derElements, hexOf } from './der.js';

/** What the extensions of a certificate allow it to be used for (RFC 5280 §4.2). */
export interface CertificateUse {
  /** How many authorities may stand between this one and a server; null: no limit. */
  readonly pathLength: number | null;
  /** Whether it may be a server's, or an authority's for servers. */
  readonly forServers: boolean;
  /** Whether it may sign other certificates, as far as its key usage says. */
  readonly maySign: boolean;
  /** Extensions it demands to be understood and that are not understood here, by identifier in hex. */
  readonly notUnderstood: readonly string[];
  /** Its signature's algorithm, by identifier in hex. */
  readonly signature: string;
}

const KEY_USAGE = '551d0f';
const ALTERNATIVE_NAME = '551d11';
const BASIC_CONSTRAINTS = '551d13';
const NAME_CONSTRAINTS = '551d1e';
const CERTIFICATE_POLICIES = '551d20';
const EXTENDED_KEY_USAGE = '551d25';

const SERVER_AUTHENTICATION = '2b06010505070301';
const ANY_PURPOSE = '551d2500';

/** Understood here or by the one who asks; policies restrict nobody who asks for none. */
const understood = [KEY_USAGE, ALTERNATIVE_NAME, BASIC_CONSTRAINTS, CERTIFICATE_POLICIES, EXTENDED_KEY_USAGE];

const [SEQUENCE, BOOLEAN, INTEGER, BIT_STRING, EXTENSIONS] = [0x30, 0x01, 0x02, 0x03, 0xa3];

/** Reads a certificate's extensions. @throws RangeError when it is not whole DER */
export function useOf(certificate: Uint8Array): CertificateUse {
  const [toSign, algorithm] = derElements(derElement(certificate).content);
  if (toSign === undefined || algorithm === undefined) throw new RangeError('There is no certificate');
  const found = new Map<string, Uint8Array>();
  const notUnderstood: string[] = [];
  const extensions = derElements(toSign.content).find(({ tag }) => tag === EXTENSIONS);
  for (const { content } of extensions === undefined ? [] : derElements(derElement(extensions.content).content)) {
    const [id, ...rest] = derElements(content);
    const value = rest.at(-1);
    if (id === undefined || value === undefined) throw new RangeError('An extension is not whole');
    const name = hexOf(id.content);
    const isCritical = rest[0]?.tag === BOOLEAN && rest[0].content[0] !== 0;
    // Constraints on names bind, marked critical or not, and are not worked out here.
    if ((isCritical && !understood.includes(name)) || name === NAME_CONSTRAINTS) notUnderstood.push(name);
    if (found.has(name)) throw new RangeError('An extension stands twice');
    found.set(name, value.content);
  }
  return {
    pathLength: pathLengthOf(found.get(BASIC_CONSTRAINTS)),
    forServers: isForServers(found.get(EXTENDED_KEY_USAGE)),
    maySign: mayAuthoritySign(found.get(KEY_USAGE)),
    notUnderstood,
    signature: hexOf(derElements(algorithm.content)[0]?.content ?? new Uint8Array()),
  };
}

function pathLengthOf(value: Uint8Array | undefined): number | null {
  const limit = value === undefined ? undefined : derElements(derElement(value).content).find(({ tag }) => tag === INTEGER);
  return limit === undefined ? null : limit.content.reduce((number, byte) => number * 256 + byte, 0);
}

/** Without the extension a certificate is for anything. */
function isForServers(value: Uint8Array | undefined): boolean {
  if (value === undefined) return true;
  const { tag, content } = derElement(value);
  if (tag !== SEQUENCE) throw new RangeError('The purposes are no list');
  return derElements(content).some((purpose) => [SERVER_AUTHENTICATION, ANY_PURPOSE].includes(hexOf(purpose.content)));
}

/** Bit 5 of the key usage is keyCertSign (RFC 5280 §4.2.1.3); the first byte counts unused bits. */
function mayAuthoritySign(value: Uint8Array | undefined): boolean {
  if (value === undefined) return true;
  const { tag, content } = derElement(value);
  if (tag !== BIT_STRING) throw new RangeError('The key usage is no list of bits');
  return ((content[1] ?? 0) & 0x04) !== 0;
}
