import i18next from 'i18next';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CardKind } from '../../shared/card-kind.js';
import type { Identification, IdentificationProblem } from '../../shared/cards.js';
import type { CmError, StationError } from '../../shared/errors.js';
import type { Language } from '../../shared/preferences.js';
import type { PcscService } from '../../shared/readers.js';
import { setLanguage, startLanguages } from './i18n.js';
import { de } from './de.js';
import { cardText, cmErrorText, errorText, identificationProblemText, serviceText } from './sentences.js';

beforeAll(() => {
  startLanguages();
});

const unknown = (kind: CardKind): IdentificationProblem => ({ code: 'unknown-applet', kind });
const unidentified = (problem: IdentificationProblem): Identification => ({ state: 'unidentified', problem });

describe('why a card cannot be bound', () => {
  it.each<[IdentificationProblem, RegExp]>([
    [{ code: 'unknown-applet' }, /^The station cannot read an ID from this card\./],
    [unknown('unknown'), /^The station cannot read an ID from this card\./],
    [unknown('fido'), /^This is a FIDO security key/],
    [unknown('storage'), /^This is a storage card/],
    [unknown('cac'), /^This Common Access Card has no PIV application/],
    [{ code: 'no-card-id', statusWord: '6a88' }, /^The card has no card ID \(status 6a88\)\./],
    [{ code: 'malformed-card-id', answer: '00' }, /^The card returned an invalid ID\./],
    [{ code: 'blank-card-id' }, /^The card’s ID is all zeros or all ones\./],
    [{ code: 'refused', statusWord: '6982' }, /^The card requires a PIN or key before its ID can be read \(status 6982\)/],
    [{ code: 'refused', statusWord: '6983' }, /^The card is blocked \(status 6983\)/],
    [{ code: 'refused', statusWord: '6282' }, /^The card returned only part of its ID \(status 6282\)/],
    [{ code: 'refused', statusWord: '6283' }, /^The card is deactivated \(status 6283\)/],
    [{ code: 'refused', statusWord: '6285' }, /^The card is permanently terminated \(status 6285\)/],
    [{ code: 'refused', statusWord: '6f00' }, /^The card returned an error instead of its ID \(status 6f00\)/],
    [{ code: 'unknown-applet', statusWord: '6985' }, /^The card rejects all commands \(status 6985\)/],
    [{ code: 'random-uid' }, /^This card changes its number every time/],
    [{ code: 'in-use' }, /^Another program is using this card\. Leave the card in place/],
    [{ code: 'removed' }, /^The card was removed while it was being read\./],
    [{ code: 'communication', pcscCode: null }, /^The reader could not communicate with the card\./],
    [{ code: 'timeout', limitMs: 3_000 }, /^The card did not respond in time\./],
  ])('%j is said in words, with what to do', (problem, words) => {
    const said = identificationProblemText(i18next.t, problem);
    expect(said).toMatch(words);
    expect(said).toMatch(/(?:Use|Leave|Put|Remove|Initialize)/);
  });
});

describe('why cards cannot be read', () => {
  it.each<[Extract<PcscService, { state: 'down' }>['reason'], RegExp]>([
    ['no-service', /is not running\..*sudo systemctl start pcscd$/],
    ['not-allowed', /denies access to this user\./],
    ['no-driver', /^No reader driver could be loaded\./],
    ['host-lost', /is restarting\.$/],
    ['fault', /^The smart card service reports an error\./],
  ])('%s is said in words, with what to do', (reason, words) => {
    const service: PcscService = { state: 'down', reason, pcscCode: null, detail: '' };
    expect(serviceText(i18next.t, service, 'Linux')).toEqual({
      title: 'Cards cannot be read',
      text: expect.stringMatching(words) as string,
    });
  });

  it('says under Windows that a reader may be missing, because the service runs only while there is one', () => {
    const service: PcscService = { state: 'down', reason: 'no-service', pcscCode: null, detail: '' };
    expect(serviceText(i18next.t, service, 'Win32')?.text).toMatch(/^No reader is connected, or .*Connect a reader\..*SCardSvr/);
  });

  it('is empty while cards can be read', () => {
    expect(serviceText(i18next.t, { state: 'up', driver: 'pcsclite' }, 'Linux')).toBeNull();
  });
});

describe('the name of a card', () => {
  const reading: Identification = { state: 'identifying' };
  it.each<[string, Identification, { names: string[]; kindHint: CardKind } | null, string | null]>([
    ['is null while nothing is known', reading, null, null],
    ['is name and kind', reading, { names: ['YubiKey 5', 'Another name'], kindHint: 'piv' }, 'YubiKey 5 (PIV card)'],
    ['is only the name if it equals the kind', reading, { names: ['PIV card'], kindHint: 'piv' }, 'PIV card'],
    [
      'is only the name if the kind is unknown',
      reading,
      { names: ['Bus pass of Exampletown'], kindHint: 'unknown' },
      'Bus pass of Exampletown',
    ],
    ['is only the kind if the name is unknown', unidentified(unknown('fido')), { names: [], kindHint: 'unknown' }, 'FIDO security key'],
    ['is the kind before the ATR was looked up', unidentified(unknown('fido')), null, 'FIDO security key'],
    ['neither', reading, { names: [], kindHint: 'unknown' }, 'unknown card type'],
  ])('%s', (_what, identification, knowledge, words) => {
    expect(cardText(i18next.t, identification, knowledge)).toBe(words);
  });

  it('is only the kind, in the operator’s language, if the English name equals it', async () => {
    await setLanguage('de');
    expect(cardText(i18next.t, reading, { names: ['GIDS card'], kindHint: 'gids' })).toBe(de.card.kinds.gids);
    expect(cardText(i18next.t, reading, { names: ['YubiKey 5'], kindHint: 'piv' })).toBe(`YubiKey 5 (${de.card.kinds.piv})`);
    await setLanguage('en');
  });
});

describe('a day in a sentence', () => {
  // An hour at which it is the same day in nearly every time zone.
  const day = '2020-01-05T10:00:00.000Z';
  const archived: Extract<StationError, { code: 'card-archived' }> = {
    code: 'card-archived',
    bindingId: '00000000-0000-4000-8000-000000000001',
    confirmedAt: day,
    archivedAt: '2026-01-05T12:00:00.000Z',
    file: 'old.cda',
  };
  const ofCertificate = (problem: 'expired' | 'not-yet-valid'): CmError => ({
    code: 'network',
    layer: 'tls',
    reached: false,
    detail: '',
    certificate: {
      problem,
      subject: 'CN=cm.example.org',
      issuer: 'CN=Example',
      names: ['cm.example.org'],
      validFrom: day,
      validTo: day,
      fingerprint: Array.from({ length: 32 }, () => '00').join(':'),
      host: 'cm.example.org',
    },
  });
  afterEach(() => setLanguage('en'));

  it.each<[Language, string]>([
    ['en', 'Jan 5, 2020'],
    ['nl', '5 jan 2020'],
    ['de', '05.01.2020'],
    ['fr', '5 janv. 2020'],
  ])('is written as the language writes it: %s', async (language, words) => {
    await setLanguage(language);
    expect(errorText(i18next.t, archived)).toContain(words);
    expect(errorText(i18next.t, { ...archived, code: 'request-archived' })).toContain(words);
    expect(cmErrorText(i18next.t, ofCertificate('expired'))).toContain(words);
    expect(cmErrorText(i18next.t, ofCertificate('not-yet-valid'))).toContain(words);
  });
});
