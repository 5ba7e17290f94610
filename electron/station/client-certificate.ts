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
export function chooseClientCertificate<C extends Offered>(offered: readonly C[], policy: ClientCertificatePolicy | undefined, now: Date): C | undefined {
  if (policy === undefined) return undefined;
  const seconds = now.getTime() / 1_000;
  return offered
    .filter(({ issuerName, subjectName }) => issuerName === policy.issuer && (policy.subject === undefined || subjectName === policy.subject))
    .filter(({ validStart, validExpiry }) => validStart <= seconds && seconds <= validExpiry)
    .sort((one, other) => other.validExpiry - one.validExpiry)[0];
}

/**
 * Answers servers that ask for a certificate: the CM service's host gets the one policy means, everybody else none.
 * Electron raises the event for windows always, for its own fetch in newer versions only; where it does not, such a
 * call ends with `ERR_SSL_CLIENT_AUTH_CERT_NEEDED`.
 */
export function answerCertificateRequests(server: URL, policy: ClientCertificatePolicy | undefined): void {
  app.on('select-client-certificate', (event, _contents, url, offered, answer) => {
    event.preventDefault();
    const chosen = hostOf(url) === server.host ? chooseClientCertificate(offered, policy, new Date()) : undefined;
    if (chosen === undefined) answer();
    else answer(chosen);
  });
}

/** Electron names an address with its scheme, or host and port alone. */
function hostOf(url: string): string | null {
  try {
    return new URL(url.includes('://') ? url : `https://${url}`).host;
  } catch {
    return null;
  }
}
