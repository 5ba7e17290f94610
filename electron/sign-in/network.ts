import { net, type AuthInfo, type Session } from 'electron';
import type { CmError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { Credentials } from '../../shared/sign-in.js';
import { hostOf } from '../cm/host.js';
import { networkError } from '../cm/network-errors.js';
import { passwordCheckOf, type SignInAnswer, type PasswordCheck } from './password-check.js';

/** A host that matches nothing (RFC 2606 §2): without any, Chromium under Windows would go by the zones of its settings. */
const NO_SERVER = 'no-server.invalid';
const ANSWER_LIMIT_MS = 30_000;

/**
 * Lets Windows sign-in (Negotiate, NTLM) happen by itself towards these hosts and no others. It holds for every session
 * of the process; the delegation of tickets stays off.
 */
export function allowWindowsSignIn(session: Session, hosts: readonly string[]): void {
  session.allowNTLMCredentialsForDomains(hosts.length === 0 ? NO_SERVER : hosts.join(','));
}

/** Sessions that are to be signed in with a name and a password. */
export interface PasswordNetwork {
  /**
   * Signs every session in, one after the other, by one call each. Where one of them is not asked for the password, or
   * not answered with it, all are signed out again: nothing acts for anybody half.
   */
  readonly usePassword: (credentials: Credentials) => Promise<PasswordCheck>;
  /** Takes back what the sessions were signed in with: passwords, connections that were signed in, cookies. */
  readonly signOut: () => Promise<void>;
}

/**
 * Chromium keeps a name and a password for a server once a call over the session went through with them, and answers
 * every later demand of that server with them. They are in memory only.
 *
 * @param url what is called; a plain list of the service
 */
export function passwordNetwork(sessions: readonly Session[], url: string): PasswordNetwork {
  const signOut = async (): Promise<void> => {
    for (const session of sessions) await signOutOf(session);
  };
  return {
    usePassword: async (credentials) => {
      await signOut();
      for (const session of sessions) {
        const answered = await callOnce(session, url, credentials);
        const checked = answered.ok ? passwordCheckOf(answered.value) : answered.error;
        if (checked === 'right') continue;
        await signOut();
        return checked;
      }
      return 'right';
    },
    signOut,
  };
}

/** Takes back what a session was signed in with. */
export async function signOutOf(session: Session): Promise<void> {
  await session.clearAuthCache();
  await session.clearStorageData({ storages: ['cookies'] });
  // NTLM signs in the connection.
  await session.closeAllConnections();
}

/**
 * Looks whether the server takes a name with a password, once, on a session of its own that is emptied before and after:
 * nothing that the station does comes to go by it.
 *
 * @param session one that nothing else uses
 * @param url what is called; a plain list of the service, which whoever is asked about must be allowed to read
 */
export async function checkPassword(session: Session, url: string, credentials: Credentials): Promise<PasswordCheck> {
  const { usePassword, signOut } = passwordNetwork([session], url);
  try {
    return await usePassword(credentials);
  } finally {
    await signOut();
  }
}

/** One call that offers the credentials once, to the server itself, never to a proxy. */
function callOnce(session: Session, url: string, { account, password }: Credentials): Promise<Result<SignInAnswer, CmError>> {
  const at = new URL(url);
  const { port, protocol } = at;
  const host = hostOf(at);
  const serverPort = Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port);
  return new Promise((resolve) => {
    const call = net.request({ url, session, credentials: 'include', redirect: 'manual', cache: 'no-store' });
    const timer = setTimeout(() => {
      finish(fail({ code: 'timeout', phase: 'answer', limitMs: ANSWER_LIMIT_MS, reached: true }));
      call.abort();
    }, ANSWER_LIMIT_MS);
    const finish = (outcome: Result<SignInAnswer, CmError>): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    let offered = false;
    call.on('login', (info: AuthInfo, answer) => {
      if (info.isProxy || offered || info.host.replace(/^\[|\]$/g, '') !== host || info.port !== serverPort) {
        answer();
        return;
      }
      offered = true;
      answer(account, password);
    });
    call.on('response', (response) => {
      finish(ok({ status: response.statusCode, offered }));
      response.on('data', () => undefined);
      response.on('error', () => undefined);
    });
    call.on('redirect', (status) => {
      finish(ok({ status, offered }));
      call.abort();
    });
    call.on('error', (error) => {
      finish(fail(networkError(error, { connectMs: ANSWER_LIMIT_MS, answerMs: ANSWER_LIMIT_MS })));
    });
    call.end();
  });
}
