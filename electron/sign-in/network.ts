import { net, type AuthInfo, type Session } from 'electron';
import type { CmError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { Credentials } from '../../shared/sign-in.js';
import { answeredFacts, statusError } from '../cm/answer-errors.js';
import { networkError } from '../cm/network-errors.js';
import type { PasswordCheck } from '../roles/second-person.js';

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
  /** Signs every session in, one after the other, by one call each; stops at the first that is not taken. */
  readonly usePassword: (credentials: Credentials) => Promise<Result<null, CmError>>;
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
    for (const session of sessions) {
      await session.clearAuthCache();
      await session.clearStorageData({ storages: ['cookies'] });
      // NTLM signs in the connection.
      await session.closeAllConnections();
    }
  };
  return {
    usePassword: async (credentials) => {
      await signOut();
      for (const session of sessions) {
        const answered = await callOnce(session, url, credentials);
        if (!answered.ok) return answered;
        // Whatever else is wrong with the answer, the next fetch of the list tells; this was about who asks.
        const { status } = answered.value;
        if (status === 401 || isRedirect(status)) return fail({ code: 'not-signed-in', ...answeredFacts({ status, contentType: '', text: '', ownIds: [] }) });
      }
      return ok(null);
    },
    signOut,
  };
}

/**
 * Looks whether the server takes a name with a password, once, on a session of its own that is emptied before and after:
 * nothing that the station does comes to go by it. Only a server that asked for the password has said anything by its
 * answer: one that lets the computer's own account in, or everybody, has not looked at it.
 *
 * @param session one that nothing else uses
 * @param url what is called; a plain list of the service, which whoever is asked about must be allowed to read
 */
export async function checkPassword(session: Session, url: string, credentials: Credentials): Promise<PasswordCheck> {
  const { signOut } = passwordNetwork([session], url);
  await signOut();
  try {
    const answered = await callOnce(session, url, credentials);
    if (!answered.ok) return answered.error;
    const { status, offered } = answered.value;
    if (!offered) return 'not-asked';
    if (status === 401) return 'wrong';
    // A fault may come before anybody looked at the password.
    return status >= 200 && status < 300 ? 'right' : statusError({ status, contentType: '', text: '', ownIds: [] }, 'list');
  } finally {
    await signOut();
  }
}

interface Answered {
  readonly status: number;
  /** Whether the server asked for name and password, and got them. */
  readonly offered: boolean;
}

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

/** One call that offers the credentials once, to the server itself, never to a proxy. */
function callOnce(session: Session, url: string, { account, password }: Credentials): Promise<Result<Answered, CmError>> {
  const { hostname } = new URL(url);
  return new Promise((resolve) => {
    const call = net.request({ url, session, credentials: 'include', redirect: 'manual', cache: 'no-store' });
    const timer = setTimeout(() => {
      finish(fail({ code: 'timeout', phase: 'answer', limitMs: ANSWER_LIMIT_MS, reached: true }));
      call.abort();
    }, ANSWER_LIMIT_MS);
    const finish = (outcome: Result<Answered, CmError>): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    let offered = false;
    call.on('login', ({ isProxy, host }: AuthInfo, answer) => {
      if (isProxy || offered || host !== hostname) {
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
