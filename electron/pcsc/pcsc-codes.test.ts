import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PcscError } from './driver.js';
import { pcscCodes, pcscliteError, serviceDownReason, smartcardError, smartcardServiceError, someResponse } from './pcsc-codes.js';

describe('errors of pcsclite', () => {
  it.each([
    ['SCardConnect error: Sharing violation.(0x8010000b)', pcscCodes.SCARD_E_SHARING_VIOLATION],
    ['SCardConnect error: De smartcard is verwijderd.\r\n(0x80100069)', pcscCodes.SCARD_W_REMOVED_CARD],
    ['SCardTransmit error: Carte retir\ufffde.(0xffffffff80100069)', pcscCodes.SCARD_W_REMOVED_CARD],
    ['SCardTransmit error: The RPC server is unavailable.(0x000006ba)', 0x6ba],
    ['Card Reader not connected', null],
  ])('reads the code in %j', (message, pcscCode) => {
    expect(pcscliteError(new Error(message))).toMatchObject({ name: 'PcscError', pcscCode, message });
  });

  it('accepts a value that is not an error', () => {
    expect(pcscliteError('odd')).toMatchObject({ pcscCode: null, message: 'odd' });
  });
});

describe('errors of smartcard', () => {
  it('knows every text of the addon', () => {
    const folder = join(dirname(createRequire(import.meta.url).resolve('smartcard')), '..', '..');
    const source = readFileSync(join(folder, 'src', 'pcsc_errors.h'), 'utf8');
    const words = [...source.matchAll(/ucode == (SCARD_\w+)\) return "([^"]+)"/g)];
    expect(words.length).toBeGreaterThan(25);
    for (const [, name, word] of words) {
      if (name === 'SCARD_S_SUCCESS') continue;
      expect(smartcardError(new Error(word)).pcscCode, word).toBe(new Map(Object.entries(pcscCodes)).get(name ?? ''));
    }
  });

  it('has no code for an unknown text', () => {
    expect(smartcardError(new Error('Unknown PC/SC error')).pcscCode).toBeNull();
  });

  it.each([
    ['linux', 'Unknown PC/SC error', pcscCodes.SCARD_W_SECURITY_VIOLATION],
    ['win32', 'Unknown PC/SC error', null],
    ['linux', 'PC/SC service not running', pcscCodes.SCARD_E_NO_SERVICE],
  ] as const)('during the connection to the service, on %s, reads %j', (platform, words, pcscCode) => {
    expect(smartcardServiceError(new Error(words), platform).pcscCode).toBe(pcscCode);
  });
});

describe('the reason for a service that is down', () => {
  it.each([
    [pcscCodes.SCARD_E_NO_SERVICE, 'no-service'],
    [pcscCodes.SCARD_E_SERVICE_STOPPED, 'no-service'],
    [pcscCodes.SCARD_E_INVALID_HANDLE, 'no-service'],
    [0x6ba, 'no-service'],
    [pcscCodes.SCARD_W_SECURITY_VIOLATION, 'not-allowed'],
    [pcscCodes.SCARD_F_COMM_ERROR, 'no-service'],
    [0x5, 'not-allowed'],
    [pcscCodes.SCARD_E_NO_MEMORY, 'fault'],
    [null, 'fault'],
  ] as const)('%s means %s', (pcscCode, reason) => {
    expect(serviceDownReason(pcscCode)).toBe(reason);
  });
});

describe('responses', () => {
  it('rejects an empty one', () => {
    expect(() => someResponse(new Uint8Array())).toThrow(PcscError);
    expect(someResponse(Uint8Array.of(0x90))).toEqual(Uint8Array.of(0x90));
  });
});
