import { app, type Certificate } from 'electron';

/** Which client certificate to present. */
export interface ClientCertificatePolicy {
  /** Common name of the issuer. */
  readonly issuer: string;
  /** Common name of the subject; default: the certificate that is valid longest. */
  readonly subject?: string | undefined;
}

type Offered = Pick<Certificate, 'issuerName' | 'subjectName' | 'validStart' | 'validExpiry'>;

/** Returns the system's certificate that matches the choice; undefined if none. Never guesses. */
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

/** Policies by host. */
const policies = new Map<string, ClientCertificatePolicy | undefined>();
let isAnswering = false;

/**
 * Answers certificate requests: the CM service's host gets the policy's certificate, all others none. Electron always raises
 * the event for windows, but for its own fetch only in newer versions; otherwise such a call fails with
 * `ERR_SSL_CLIENT_AUTH_CERT_NEEDED`.
 * @returns a function that restores the host's previous policy
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

/** Electron gives either a URL or `host:port`. */
function hostOf(url: string): string | null {
  try {
    return new URL(url.includes('://') ? url : `https://${url}`).host;
  } catch {
    return null;
  }
}
