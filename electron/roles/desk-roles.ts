import { mayBeAbandoned } from '../../shared/abandon.js';
import type { Approval, ApprovalSubject, FourEyesAction } from '../../shared/approvals.js';
import { isOverridable, overridable } from '../../shared/approvals.js';
import type { BindingView } from '../../shared/bindings.js';
import type { CallName } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import { fail, ok, type Result } from '../../shared/result.js';
import type { Role, RoleState } from '../../shared/roles.js';
import type { Identity } from '../../shared/sign-in.js';
import type { Warnings } from '../../shared/warnings.js';
import type { CardToBind } from '../bindings/bindings.js';
import type { ShownRequest } from '../requests/why-not-bindable.js';
import { deniedCall, type Handlers } from '../core/answer-call.js';
import { Approvals, APPROVAL_MS, type ApprovedAct } from './approvals.js';
import { DeskRole } from './desk-role.js';
import { approvalRefused, proveSecondPerson } from './second-person.js';
import { JournalError, type Journal } from '../store/journal.js';
import type { EventStream } from '../core/event-stream.js';
import type { Log } from '../core/log.js';
import type { RoleDeps } from '../composition/role-deps.js';
import { schedule } from '../core/schedule.js';

export interface DeskRolesDeps extends RoleDeps {
  readonly account: Identity;
  readonly stream: EventStream;
  readonly journal: Pick<Journal, 'note' | 'find'>;
  readonly onJournalTrouble: (error: unknown) => void;
  readonly presentation: (presentationId: number) => CardToBind | undefined;
  readonly shownRequest: (requestId: string) => ShownRequest | undefined;
  readonly newId: () => string;
  readonly now: () => Date;
  /** Monotonic clock, ms. */
  readonly monotonicMs: () => number;
  readonly log: Log;
  readonly warn: (warning: Warnings[number]) => void;
}

type Bind = Pick<Extract<ApprovalSubject, { act: 'bind' }>, 'requestId' | 'presentationId'>;

/** Roles and approvals at the desk: their part of the snapshot, the check of all calls, and the approval call. */
export interface DeskRoles {
  readonly state: () => RoleState;
  readonly fourEyes: readonly FourEyesAction[];
  readonly identityChanged: (identity: Identity) => void;
  /** Called when a call needs a higher role. */
  readonly refused: (call: CallName, needs: Role) => void;
  /**
   * Returns a function for calls that take time; when they act, it returns why the signed-in person may no longer do it, or null.
   * An approval counts only for the person who started the call.
   */
  readonly barredLater: (call: CallName, approval: Approval | null) => () => StationError | null;
  readonly handlers: Pick<Handlers, 'approvals/approve'>;
  /** Uses up a binding's approval; null if the call had none. */
  readonly approvedToBind: (approvalId: string | undefined, bind: Bind) => Result<Approval | null>;
  /** Uses up the approval for giving up a binding; null if none is needed. */
  readonly approvedToGiveUp: (approvalId: string | undefined, bindingId: string) => Promise<Result<Approval | null>>;
  /** Uses up the approval for abandoning a request; always required. */
  readonly approvedToAbandon: (approvalId: string | undefined, bindingId: string) => Result<Approval>;
  readonly start: () => void;
  readonly stop: () => void;
}

export function deskRoles(deps: DeskRolesDeps): DeskRoles {
  const { settings, directory, roleCache, journal, stream, log, now } = deps;
  const fourEyes = settings?.fourEyes ?? [];
  const approvals = new Approvals(deps.monotonicMs);
  const noted = ({ role, source }: RoleState): void => {
    journal.note('role-changed', { role, source }).catch(deps.onJournalTrouble);
  };
  const desk = new DeskRole(
    {
      settings,
      directory,
      roleCache,
      now,
      schedule,
      onChanged: (state) => {
        if (settings === undefined) return;
        log.info('the role has changed', { role: state.role, source: state.source });
        stream.tell({ role: state });
        noted(state);
      },
      onUnknownGroups: (groups) => {
        deps.warn({ code: 'groups-unknown', groups: groups.map((group) => group.slice(0, 300)).slice(0, 20) });
      },
      onTrouble: ({ code, detail }) => {
        log.warn('the role could not be looked up or cached', { code, detail });
      },
    },
    deps.account,
  );

  /** Returns the action's present content, or what is missing. */
  const bindAct = ({ requestId, presentationId }: Bind): Result<Extract<ApprovedAct, { act: 'bind' }>> => {
    const shown = deps.shownRequest(requestId);
    if (shown === undefined) return fail({ code: 'request-unknown' });
    const card = deps.presentation(presentationId);
    if (card === undefined) return fail({ code: 'card-left' });
    if (card.identification.state !== 'identified') return fail({ code: 'card-unidentified', problem: null });
    const { person, profileTemplate } = shown.view;
    const { profileTemplateId } = profileTemplate;
    return ok({
      act: 'bind',
      requestId,
      presentationId,
      userId: person.userId,
      profileTemplateId,
      cardId: card.identification.cardId.text,
    });
  };
  const subjectOf = async (subject: ApprovalSubject): Promise<Result<ApprovedAct>> => {
    if (subject.act === 'bind') {
      return subject.refusals.every((code) => isOverridable(code, fourEyes)) ? bindAct(subject) : fail(approvalRefused('not-approvable'));
    }
    const binding = await journal.find(subject.bindingId);
    const mayApprove =
      subject.act === 'abandon'
        ? fourEyes.includes('abandon-request') && binding !== null && mayBeAbandoned(binding)
        : fourEyes.includes('give-up-uncertain') && binding !== null && isOpen(binding);
    return mayApprove ? ok(subject) : fail(approvalRefused('not-approvable'));
  };
  const taken = (approvalId: string, act: ApprovedAct): Result<Approval> => {
    const used = approvals.take(approvalId, act);
    return used.outcome === 'approved' ? ok(used.approval) : fail({ code: 'approval-invalid', reason: used.outcome });
  };

  const approve: Handlers['approvals/approve'] = async ({ subject, account, password, reason }) => {
    const act = await subjectOf(subject);
    if (!act.ok) return act;
    if (settings === undefined) return fail(approvalRefused('not-approvable'));
    const { identity } = desk;
    const proven = await proveSecondPerson({ ...deps, settings }, identity.name, { account, password });
    if (!proven.ok) {
      log.warn('an approval was refused', { code: proven.error.code, reason: 'reason' in proven.error ? proven.error.reason : '' });
      return proven;
    }
    // The person may have left, or the subject may have changed meanwhile.
    const still = await subjectOf(subject);
    if (!still.ok) return still;
    if (identity !== desk.identity || JSON.stringify(still.value) !== JSON.stringify(act.value))
      return fail(approvalRefused('not-approvable'));
    const { name: approver, role } = proven.value;
    const refusals = subject.act === 'bind' ? overridable.map(({ code }) => code).filter((code) => subject.refusals.includes(code)) : [];
    const approval: Approval = { approvalId: deps.newId(), approver, role, refusals, reason };
    try {
      await journal.note('approval-granted', { ...act.value, ...approval, refusals: refusals.join(', '), operator: identity.name });
    } catch (error) {
      if (error instanceof JournalError) return fail({ code: 'journal-failed', detail: error.message.slice(0, 2000) });
      throw error;
    }
    approvals.grant(act.value, approval);
    log.info('an approval was granted', { act: act.value.act, role });
    return ok({ approvalId: approval.approvalId, approver, until: new Date(now().getTime() + APPROVAL_MS).toISOString() });
  };

  return {
    state: () => desk.state,
    fourEyes,
    identityChanged: (identity) => {
      approvals.clear();
      desk.become(identity);
    },
    refused: (call, needs) => {
      log.warn('a call was not allowed', { call, needs, role: desk.state.role });
    },
    barredLater: (call, approval) => {
      const { identity } = desk;
      return () =>
        deniedCall(call, desk.state.role) ??
        (approval === null || identity === desk.identity ? null : { code: 'approval-invalid', reason: 'unknown' });
    },
    handlers: { 'approvals/approve': approve },
    approvedToBind: (approvalId, bind) => {
      if (approvalId === undefined) return ok(null);
      const act = bindAct(bind);
      return act.ok ? taken(approvalId, act.value) : act;
    },
    approvedToGiveUp: async (approvalId, bindingId) => {
      if (approvalId !== undefined) return taken(approvalId, { act: 'give-up', bindingId });
      if (!fourEyes.includes('give-up-uncertain')) return ok(null);
      const binding = await journal.find(bindingId);
      return binding !== null && isOpen(binding) ? fail({ code: 'approval-needed', action: 'give-up-uncertain' }) : ok(null);
    },
    approvedToAbandon: (approvalId, bindingId) => {
      if (!fourEyes.includes('abandon-request')) return fail({ code: 'abandon-refused', reason: 'off' });
      if (approvalId === undefined) return fail({ code: 'approval-needed', action: 'abandon-request' });
      return taken(approvalId, { act: 'abandon', bindingId });
    },
    start: () => {
      if (settings !== undefined) noted(desk.state);
      desk.start();
    },
    stop: () => {
      desk.stop();
    },
  };
}

/** Whether a binding may have taken effect at the server, as far as known here. A refused one has not. */
function isOpen({ state }: BindingView): boolean {
  return state.state === 'attention' || state.state === 'uncertain';
}
