import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

/** Test certificates, generated on the fly: X.509 v3 (RFC 5280) on P-256 with ECDSA and SHA-256. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Deviations from an ordinary certificate. */
export interface TestCertificateOptions {
  readonly validity?: Validity | undefined;
  /** Extended key usages as object identifiers in hex (RFC 5280 §4.2.1.12); none means any. */
  readonly purposes?: readonly string[];
  /** Further extensions. */
  readonly extensions?: readonly Buffer[];
  /** For authorities: maximum number of authorities below. */
  readonly pathLength?: number;
  /** For authorities: the curve of the key; default P-256. */
  readonly curve?: 'P-224' | 'P-256';
  /** For authorities: the hash for signatures; default SHA-256. */
  readonly hash?: Hash;
}

type Hash = 'sha1' | 'sha256';

export interface TestAuthority {
  readonly certificate: string;
  /** Issues a server certificate for a host name or an address; by default valid since an hour ago. */
  issue(hostName: string, validity?: Validity, options?: TestCertificateOptions): TestCertificate;
  /** Creates an authority below this one. */
  below(options?: TestCertificateOptions): TestAuthority;
  /** Cross-signs: the same authority, name and key, with another certificate by its issuer. */
  again(): TestAuthority;
}

/** Returns an authority that issues certificates with a server's certificate, as an attacker might. */
export function impostor(hostName: string, { certificate, key }: TestCertificate): TestAuthority {
  const privateKey = createPrivateKey(key);
  const keys = { privateKey, publicKey: createPublicKey(key) };
  const ownName = name(hostName);
  return { ...authority(keys, ownName, privateKey, ownName, {}), certificate };
}

/** Returns the bytes of an IP address; IPv6 may use `::`. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::').map((half) =>
    half
      .split(':')
      .map((group) => (group === '' ? '' : group.padStart(4, '0')))
      .join(''),
  );
  return Buffer.from(head + '0'.repeat(32 - head.length - tail.length) + tail, 'hex');
}

const HOUR = 3_600_000;

/** Creates a root authority that nothing trusts by default. */
export function testAuthority(options: TestCertificateOptions = {}): TestAuthority {
  const keys = generateKeyPairSync('ec', { namedCurve: options.curve ?? 'P-256' });
  const rootName = name(`Test Root ${randomBytes(4).toString('hex')}`);
  return authority(keys, rootName, keys.privateKey, rootName, options);
}

function authority(
  keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  ownName: Buffer,
  signer: KeyObject,
  issuer: Buffer,
  options: TestCertificateOptions,
  above: Hash = 'sha256',
): TestAuthority {
  const around = { notBefore: new Date(Date.now() - HOUR), notAfter: new Date(Date.now() + HOUR) };
  const { pathLength, hash = 'sha256' } = options;
  const constraints = sequence(tlv(0x01, Buffer.from([0xff])), ...(pathLength === undefined ? [] : [tlv(0x02, Buffer.from([pathLength]))]));
  return {
    certificate: certify({ key: signer, name: issuer, hash: above }, ownName, keys.publicKey, options.validity ?? around, [
      extension('551d13', constraints, true),
      ...furtherExtensions(options),
    ]),
    issue(hostName, validity = around, further = {}) {
      const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const alternativeName = extension(
        '551d11',
        sequence(isIP(hostName) === 0 ? tlv(0x82, Buffer.from(hostName, 'latin1')) : tlv(0x87, addressBytes(hostName))),
      );
      return {
        certificate: certify({ key: keys.privateKey, name: ownName, hash }, name(hostName), server.publicKey, validity, [
          alternativeName,
          ...furtherExtensions(further),
        ]),
        key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
    below(further = {}) {
      const lower = generateKeyPairSync('ec', { namedCurve: further.curve ?? 'P-256' });
      return authority(lower, name(`Test Authority ${randomBytes(4).toString('hex')}`), keys.privateKey, ownName, further, hash);
    },
    again: () => authority(keys, ownName, signer, issuer, options, above),
  };
}

function furtherExtensions({ purposes, extensions = [] }: TestCertificateOptions): Buffer[] {
  return [...(purposes === undefined ? [] : [extension('551d25', sequence(...purposes.map(objectId)))]), ...extensions];
}

function certify(
  issuer: { readonly key: KeyObject; readonly name: Buffer; readonly hash: Hash },
  subject: Buffer,
  subjectKey: KeyObject,
  { notBefore, notAfter }: Validity,
  extensions: readonly Buffer[],
): string {
  const algorithm = sequence(objectId(issuer.hash === 'sha1' ? '2a8648ce3d0401' : '2a8648ce3d040302'));
  const toSign = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    issuer.name,
    sequence(time(notBefore), time(notAfter)),
    subject,
    subjectKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = sign(issuer.hash, toSign, issuer.key);
  const der = sequence(toSign, algorithm, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), value]);
}

function sequence(...values: Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(values));
}

function objectId(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

/** An extension (RFC 5280 §4.1.2.9), by its object identifier in hex. */
export function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(objectId(id), ...(isCritical ? [tlv(0x01, Buffer.from([0xff]))] : []), tlv(0x04, value));
}

/** A distinguished name with a common name only. */
function name(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(objectId('550403'), tlv(0x0c, Buffer.from(commonName, 'utf8')))));
}

/** A UTCTime, in seconds. */
function time(date: Date): Buffer {
  return tlv(
    0x17,
    Buffer.from(
      date
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(2),
      'latin1',
    ),
  );
}
