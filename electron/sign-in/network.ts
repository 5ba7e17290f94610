import { net, type AuthInfo, type Session } from 'electron';
import type { CmError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { Credentials } from '../../shared/sign-in.js';
import { hostOf } from '../cm/host.js';
import { networkError } from '../cm/network-errors.js';
import { passwordCheckOf, type SignInAnswer, type PasswordCheck } from './password-check.js';

/** A host that matches nothing (RFC 2606 §2): with an empty list, Chromium on Windows would use the system's zones. */
const NO_SERVER = 'no-server.invalid';
const ANSWER_LIMIT_MS = 30_000;

/**
 * Allows automatic Windows sign-in (Negotiate, NTLM) for these hosts only. Applies to every session of the process; ticket
 * delegation stays off.
 */
export function allowWindowsSignIn(session: Session, hosts: readonly string[]): void {
  session.allowNTLMCredentialsForDomains(hosts.length === 0 ? NO_SERVER : hosts.join(','));
}

/** Sessions to sign in with a name and password. */
export interface PasswordNetwork {
  /**
   * Signs in every session, one call each. If one is not challenged or not accepted, all are signed out again, so that no
   * identity is used partly.
   */
  readonly usePassword: (credentials: Credentials) => Promise<PasswordCheck>;
  /** Clears the sessions' sign-in: passwords, authenticated connections, cookies. */
  readonly signOut: () => Promise<void>;
}

/**
 * Creates sign-in with a name and password for the sessions. Chromium keeps them in memory once a call has succeeded with them, and answers
 * every later challenge of that server with them.
 * @param url the called address; a plain list of the service
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

/** Clears a session's sign-in: passwords, authenticated connections and cookies. */
export async function signOutOf(session: Session): Promise<void> {
  await session.clearAuthCache();
  await session.clearStorageData({ storages: ['cookies'] });
  // NTLM authenticates the connection.
  await session.closeAllConnections();
}

/**
 * Checks a name and password against the server, once, in a session that is emptied before and after. The station's own
 * sessions are unaffected.
 * @param session used by nothing else
 * @param url the called address; a plain list of the service that the person must be allowed to read
 */
export async function checkPassword(session: Session, url: string, credentials: Credentials): Promise<PasswordCheck> {
  const { usePassword, signOut } = passwordNetwork([session], url);
  try {
    return await usePassword(credentials);
  } finally {
    await signOut();
  }
}

/** Makes one call that offers the credentials once, to the server only, never to a proxy. */
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
