import { ok, type Result } from '../../shared/result.js';
import type { ConnectionState } from '../../shared/connection.js';
import type { Identity, SignInState } from '../../shared/sign-in.js';
import type { Handlers } from '../core/answer-call.js';
import { SignIn, type EmptyObject, type SignInDeps } from './sign-in.js';
import type { Journal } from '../store/journal.js';
import type { EventStream } from '../core/event-stream.js';
import type { Log } from '../core/log.js';

/** The platform's part of sign-in: what the station itself does not provide. */
export type SignInPlatform = Omit<SignInDeps, 'onChanged' | 'onIdentity' | 'refresh'>;

export interface DeskSignInDeps {
  /** Null in training mode, which has no sign-in. */
  readonly platform: SignInPlatform | null;
  /** Identity of the account the station runs under. */
  readonly account: Identity;
  readonly stream: EventStream;
  readonly journal: Pick<Journal, 'actAs'>;
  readonly onJournalTrouble: (error: unknown) => void;
  readonly refresh: () => void;
  /** Called when another person is signed in, after the journal was told. */
  readonly onIdentity: (identity: Identity) => void;
  readonly log: Log;
}

/** Sign-in at the desk: its calls, its part of the snapshot, and the acting person in the journal. */
export interface DeskSignIn {
  readonly handlers: Pick<Handlers, 'signIn/withPassword' | 'signIn/openPage' | 'signIn/forget'>;
  readonly state: () => SignInState;
  readonly connectionChanged: (connection: ConnectionState) => void;
  readonly start: () => Promise<void>;
  /** Reads again the identity of the account the station runs under. */
  readonly lookWhoActs: () => Promise<void>;
}

export function deskSignIn({ platform, account, stream, journal, onJournalTrouble, refresh, onIdentity, log }: DeskSignInDeps): DeskSignIn {
  if (platform === null) {
    const nothing = (): Promise<Result<EmptyObject>> => Promise.resolve(ok({}));
    return {
      handlers: { 'signIn/withPassword': nothing, 'signIn/openPage': nothing, 'signIn/forget': nothing },
      state: () => ({ identity: account, needed: null, kept: false }),
      connectionChanged: () => undefined,
      start: () => Promise.resolve(),
      lookWhoActs: () => Promise.resolve(),
    };
  }
  const signIn = new SignIn(
    {
      ...platform,
      refresh,
      onChanged: (state) => {
        stream.tell({ signIn: state });
      },
      onIdentity: (identity) => {
        const { name, source } = identity;
        log.info('another person has signed in', { source });
        journal.actAs(name, { source }).catch(onJournalTrouble);
        onIdentity(identity);
      },
    },
    account,
  );
  return {
    handlers: {
      'signIn/withPassword': ({ keep, ...credentials }) => signIn.withPassword(credentials, keep),
      'signIn/openPage': () => signIn.throughWindow(),
      'signIn/forget': () => signIn.forget(),
    },
    state: () => signIn.state,
    connectionChanged: (connection) => {
      signIn.connectionChanged(connection);
    },
    start: () => signIn.start(),
    lookWhoActs: () => signIn.look(),
  };
}
