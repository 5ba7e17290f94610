import { app, type Certificate } from 'electron';

/** Which certificate the station shows to a server that asks for one. */
export interface ClientCertificatePolicy {
  /** Common name of its issuer. */
  readonly issuer: string;
  /** Common name of its subject; without it the one that is valid longest. */
  readonly subject?: string | undefined;
}

type Offered = Pick<Certificate, 'issuerName' | 'subjectName' | 'validStart' | 'validExpiry'>;

/** The certificate that policy means, of those the system offers; undefined when there is none. Never a guess. */
export function chooseClientCertificate<C extends Offered>(
  offered: readonly C[],
  policy: ClientCertificatePolicy | undefined,
  now: Date,
): C | undefined {
  if (policy === undefined) return undefined;
  const seconds = now.getTime() / 1_000;
  return offered
    .filter(
      ({ issuerName, subjectName }) => issuerName === policy.issuer && (policy.subject === undefined || subjectName === policy.subject),
    )
    .filter(({ validStart, validExpiry }) => validStart <= seconds && seconds <= validExpiry)
    .sort((one, other) => other.validExpiry - one.validExpiry)[0];
}

/** What is shown to which host. */
const policies = new Map<string, ClientCertificatePolicy | undefined>();
let isAnswering = false;

/**
 * Answers servers that ask for a certificate: the CM service's host gets the one policy means, everybody else none.
 * Electron raises the event for windows always, for its own fetch in newer versions only; where it does not, such a
 * call ends with `ERR_SSL_CLIENT_AUTH_CERT_NEEDED`.
 *
 * @returns what takes this back; what held for the host before holds again
 */
export function answerCertificateRequests(server: URL, policy: ClientCertificatePolicy | undefined): () => void {
  const before = policies.get(server.host);
  policies.set(server.host, policy);
  if (!isAnswering) {
    isAnswering = true;
    app.on('select-client-certificate', (event, _contents, url, offered, answer) => {
      event.preventDefault();
      const chosen = chooseClientCertificate(offered, policies.get(hostOf(url) ?? ''), new Date());
      if (chosen === undefined) answer();
      else answer(chosen);
    });
  }
  return () => {
    policies.set(server.host, before);
  };
}

/** Electron names an address with its scheme, or host and port alone. */
function hostOf(url: string): string | null {
  try {
    return new URL(url.includes('://') ? url : `https://${url}`).host;
  } catch {
    return null;
  }
}
