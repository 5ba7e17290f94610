import i18next, { type TFunction } from 'i18next';
import { en } from './en.js';
import { assertNever } from '../../shared/assert-never.js';
import type { BackupFailure } from '../../shared/backup.js';
import type { BindingView } from '../../shared/bindings.js';
import type { CardKnowledge } from '../../shared/card-kind.js';
import { kindOf, type Identification, type IdentificationProblem } from '../../shared/cards.js';
import type { CmError, StationError } from '../../shared/errors.js';
import type { PcscService } from '../../shared/readers.js';
import { formatsOf } from './format.js';

/** Turns typed facts into sentences; the only place where codes become text. */

/** Meaning of status words that a card returns instead of its id (ISO/IEC 7816-4 §5.6). */
const refusalBy: Readonly<Record<string, 'locked' | 'blocked' | 'deactivated' | 'terminated' | 'incomplete'>> = {
  '6281': 'incomplete',
  '6282': 'incomplete',
  '6283': 'deactivated',
  '6285': 'terminated',
  '6982': 'locked',
  '6983': 'blocked',
};

/** Returns why a card cannot be read. */
export function identificationProblemText(t: TFunction, problem: IdentificationProblem | null): string {
  if (problem === null) return t('problem.unreadable');
  switch (problem.code) {
    case 'no-card-id':
      return t('problem.no-card-id', { statusWord: problem.statusWord });
    case 'refused':
      return t(`problem.refused.${refusalBy[problem.statusWord] ?? 'other'}`, { statusWord: problem.statusWord });
    case 'unknown-applet':
      if (problem.statusWord !== undefined) return t('problem.allRefused', { statusWord: problem.statusWord });
      return problem.kind === 'cac' || problem.kind === 'storage' || problem.kind === 'fido'
        ? t(`problem.ofKind.${problem.kind}`)
        : t('problem.unknown-applet');
    case 'malformed-card-id':
    case 'blank-card-id':
    case 'random-uid':
    case 'in-use':
    case 'removed':
    case 'communication':
    case 'timeout':
      return t(`problem.${problem.code}`);
    default:
      return assertNever(problem);
  }
}

/** Returns a card's name and kind, as far as known; null if nothing is. */
export function cardText(t: TFunction, identification: Identification, knowledge: CardKnowledge | null): string | null {
  const kind = kindOf(identification, knowledge?.kindHint ?? 'unknown');
  const name = knowledge?.names[0];
  if (name === undefined) return knowledge === null && kind === 'unknown' ? null : t(`card.kinds.${kind}`);
  if (kind === 'unknown') return name;
  // Names are English: the catalogue's name of a kind alone says nothing beside the kind in the operator's language.
  const word = t(`card.kinds.${kind}`);
  return name === en.card.kinds[kind] ? word : `${name} (${word})`;
}

/** Returns the meaning of a smartcard's status number at the server. The documentation gives three, as examples. */
export function cardStatusText(t: TFunction, status: number): string {
  return status === 2 || status === 3 || status === 6 ? t(`card.status.${status}`) : t('card.status.other', { status: String(status) });
}

/** Returns why the server did not bind, in its own words if it gave any. */
export function serverReasonText(t: TFunction, error: CmError): string {
  return 'message' in error && error.message !== '' ? error.message : cmErrorText(t, error);
}

/** Returns the day of an instant, as the current language writes it. */
function dayText(instant: string): string {
  return formatsOf(i18next.language).day(instant);
}

/** Returns why a call to the server failed. */
export function cmErrorText(t: TFunction, error: CmError): string {
  switch (error.code) {
    case 'network': {
      const { certificate } = error;
      if (error.needs === 'client-certificate') return t('cm.clientCertificate');
      if (certificate === undefined) return t(`cm.network.${error.layer}`);
      const { host, issuer, names } = certificate;
      const [from, to] = [dayText(certificate.validFrom), dayText(certificate.validTo)];
      return t(`cm.certificate.${certificate.problem}`, { host, issuer, from, to, names: names.join(', ') });
    }
    case 'server-error':
      return t('cm.server-error', { status: String(error.status) });
    case 'unexpected-status':
      // Web servers answer this if a header is too long for them (RFC 6585 §5; http.sys and Apache use 400).
      return t(error.status === 400 || error.status === 431 ? 'cm.refused-as-sent' : 'cm.unexpected-status', {
        status: String(error.status),
      });
    case 'timeout':
    case 'not-signed-in':
    case 'forbidden':
    case 'api-off':
    case 'not-found':
    case 'bad-answer':
    case 'too-large':
      return t(`cm.${error.code}`);
    default:
      return assertNever(error);
  }
}

/** Returns why the station did not do what was asked, and the next step. */
export function errorText(t: TFunction, error: StationError): string {
  switch (error.code) {
    case 'card-unidentified':
      return t('error.card-unidentified', { problem: identificationProblemText(t, error.problem) });
    case 'request-not-bindable':
      return t(`error.request-not-bindable.${error.reason}`, { type: String(error.type ?? '') });
    case 'request-bound-here':
      return t('error.request-bound-here', { cardId: error.cardId });
    case 'card-bound-here':
      return t('error.card-bound-here', { name: error.personName ?? t('error.somebody') });
    case 'request-archived':
    case 'card-archived':
      return t(`error.${error.code}`, { date: dayText(error.confirmedAt), file: error.file });
    case 'card-known-to-server':
      return t('error.card-known-to-server', {
        smartcardId: error.smartcardId,
        name: error.personName ?? t('error.somebody'),
      });
    case 'card-prepared-for-another':
      return t('error.card-prepared-for-another', {
        file: error.file,
        line: String(error.line),
        name: error.personName ?? error.requestId ?? t('error.somebody'),
      });
    case 'request-prepared-for-another':
      return t('error.request-prepared-for-another', { file: error.file, line: String(error.line), card: error.card });
    case 'no-prepared-file':
      return t('error.no-prepared-file', { file: error.file });
    case 'prepared-failed':
      return t('error.prepared-failed', { detail: error.detail });
    case 'serial-not-confirmed':
      return t(`error.serial-not-confirmed.${error.reason}`);
    case 'card-refused-by-stock':
      return t(`error.card-refused-by-stock.${error.reason}`);
    case 'line-down':
      return t('error.line-down', { reason: cmErrorText(t, error.error) });
    case 'requests-too-old':
      return t('error.requests-too-old', { hours: String(error.longestAgeHours) });
    case 'journal-failed':
    case 'journal-unreadable':
    case 'file-failed':
    case 'archive-failed':
    case 'print-failed':
    case 'stock-unusable':
      return t(`error.${error.code}`, { detail: error.detail });
    case 'binding-unreadable':
      return t(`error.binding-unreadable.${error.isPairKnown ? 'pair' : 'any'}`, { entry: String(error.entry) });
    case 'run-other-card':
      return t('error.run-other-card', { file: error.file, line: String(error.line), card: error.card });
    case 'run-refused':
      return t(`error.run-refused.${error.reason}`);
    case 'backup-off':
      return t('backup.off');
    case 'backup-failed':
      return t('backup.failed', { problem: backupProblemText(t, error) });
    case 'sign-in-refused':
      return t('error.sign-in-refused', { account: error.account });
    case 'account-name-refused':
      return t('error.account-name-refused', { letter: error.letter });
    case 'sign-in-failed':
      return t('error.sign-in-failed', { reason: cmErrorText(t, error.error) });
    case 'token-sign-in-failed':
      return t(`error.token-sign-in-failed.${error.problem.code}`, { detail: error.problem.detail });
    case 'pin-refused':
      return t(`error.pin-refused.${error.reason}`, { seconds: String(Math.ceil(error.waitMs / 1_000)) });
    case 'not-allowed':
      return t('error.not-allowed', { role: t(`roles.name.${error.needs}`) });
    case 'approval-refused':
      return t(`error.approval-refused.${error.reason}`, { seconds: String(Math.ceil(error.waitMs / 1_000)), detail: error.detail });
    case 'approval-invalid':
      return t(`error.approval-invalid.${error.reason}`);
    case 'abandon-refused':
      return t(`error.abandon-refused.${error.reason}`);
    case 'training-reader':
      return t('error.training-reader', { detail: error.detail });
    case 'settings-broken':
      return t('error.settings-broken', { detail: error.detail });
    case 'settings-invalid':
      return t('error.settings-invalid', { keys: error.keys.join(', ') });
    case 'settings-file':
      return t('error.settings-file', { key: error.key, detail: error.detail });
    case 'settings-not-written':
      return t('error.settings-not-written', { file: error.file, detail: error.detail });
    case 'bindings-unsettled':
      return t('error.bindings-unsettled', { count: error.count });
    case 'internal':
      return t('error.internal', { detail: error.detail });
    case 'invalid-input':
    case 'sender-refused':
    case 'card-left':
    case 'card-changed':
    case 'request-unknown':
    case 'person-unresolved':
    case 'binding-moved-on':
    case 'settings-moved':
    case 'question-open':
    case 'restarting':
    case 'stock-card-unknown':
    case 'stock-no-list':
    case 'approval-needed':
    case 'in-kiosk':
    case 'sign-in-not-asked':
    case 'not-in-training':
      return t(`error.${error.code}`);
    default:
      return assertNever(error);
  }
}

/** Returns why there is no backup, and what to do. */
export function backupProblemText(t: TFunction, { problem, detail }: Pick<BackupFailure, 'problem' | 'detail'>): string {
  return t(`backup.problem.${problem}`, { detail });
}

/** Returns the state of a binding: what happened, what was kept, the next step. */
export function bindingStateText(t: TFunction, { state }: BindingView, time: (instant: string) => string): string {
  switch (state.state) {
    case 'intended':
    case 'submitting':
    case 'refused':
      return t(`outcome.${state.state}`);
    case 'bound':
      if (state.status === 'found') return t('outcome.boundFound');
      return state.status === 201 ? t('outcome.bound201') : t('outcome.bound204');
    case 'waiting':
      if (state.error.code === 'not-signed-in') return t('outcome.waitingSignIn');
      return state.mayHaveReached ? t('outcome.waitingFault', { time: time(state.nextTryAt) }) : t('outcome.waitingOffline');
    case 'uncertain':
      return t('outcome.uncertain', { time: time(state.nextCheckAt) });
    case 'attention':
      return `${t('outcome.attention')} ${t(`outcome.attentionReason.${state.reason}`, { evidence: state.evidence })}`;
    case 'withdrawn':
      return t('outcome.withdrawn', { reason: state.reason });
    case 'given-up':
      return t('outcome.given-up', { reason: state.reason });
    default:
      return assertNever(state);
  }
}

/** Returns why cards cannot be read at the moment, with the next step; null if they can. */
export function serviceText(t: TFunction, service: PcscService, platform: string): { title: string; text: string } | null {
  switch (service.state) {
    case 'up':
      return null;
    case 'starting':
      return { title: t('service.starting'), text: '' };
    case 'down': {
      return {
        title: t('service.down'),
        text: service.reason === 'no-service' ? sayNoService(t, platform) : t(`service.${service.reason}`),
      };
    }
    default:
      return assertNever(service);
  }
}

/** Windows stops its service while there is no reader, so the two cases cannot be distinguished there. */
function sayNoService(t: TFunction, platform: string): string {
  if (/win/i.test(platform)) return t('service.no-service-windows');
  return `${t('service.no-service')} ${/mac/i.test(platform) ? t('service.remedy.mac') : t('service.remedy.linux')}`;
}
