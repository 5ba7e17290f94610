import type { PcscService } from '../../shared/readers.js';
import { PcscError } from './driver.js';

/** PC/SC result codes by name (PC/SC part 5; winscard.h and pcsclite.h agree on these). */
export const pcscCodes = {
  SCARD_E_CANCELLED: 0x80100002,
  SCARD_E_INVALID_HANDLE: 0x80100003,
  SCARD_E_INVALID_PARAMETER: 0x80100004,
  SCARD_E_INVALID_TARGET: 0x80100005,
  SCARD_E_NO_MEMORY: 0x80100006,
  SCARD_F_WAITED_TOO_LONG: 0x80100007,
  SCARD_E_INSUFFICIENT_BUFFER: 0x80100008,
  SCARD_E_UNKNOWN_READER: 0x80100009,
  SCARD_E_TIMEOUT: 0x8010000a,
  SCARD_E_SHARING_VIOLATION: 0x8010000b,
  SCARD_E_NO_SMARTCARD: 0x8010000c,
  SCARD_E_UNKNOWN_CARD: 0x8010000d,
  SCARD_E_CANT_DISPOSE: 0x8010000e,
  SCARD_E_PROTO_MISMATCH: 0x8010000f,
  SCARD_E_NOT_READY: 0x80100010,
  SCARD_E_INVALID_VALUE: 0x80100011,
  SCARD_E_SYSTEM_CANCELLED: 0x80100012,
  SCARD_F_COMM_ERROR: 0x80100013,
  SCARD_F_UNKNOWN_ERROR: 0x80100014,
  SCARD_E_INVALID_ATR: 0x80100015,
  SCARD_E_NOT_TRANSACTED: 0x80100016,
  SCARD_E_READER_UNAVAILABLE: 0x80100017,
  SCARD_E_PCI_TOO_SMALL: 0x80100019,
  SCARD_E_NO_SERVICE: 0x8010001d,
  SCARD_E_SERVICE_STOPPED: 0x8010001e,
  SCARD_E_NO_READERS_AVAILABLE: 0x8010002e,
  SCARD_F_INTERNAL_ERROR: 0x80100001,
  SCARD_W_UNSUPPORTED_CARD: 0x80100065,
  SCARD_W_UNRESPONSIVE_CARD: 0x80100066,
  SCARD_W_UNPOWERED_CARD: 0x80100067,
  SCARD_W_RESET_CARD: 0x80100068,
  SCARD_W_REMOVED_CARD: 0x80100069,
  SCARD_W_SECURITY_VIOLATION: 0x8010006a,
} as const;

/** Windows error codes that its Smart Card service passes on. */
const windowsCodes = {
  ERROR_ACCESS_DENIED: 0x5,
  /** In a remote desktop session whose client has no Smart Card service. */
  ERROR_BROKEN_PIPE: 0x6d,
  RPC_S_SERVER_UNAVAILABLE: 0x6ba,
} as const;

/** Converts a pcsclite error by the code at the end of its text: `SCardConnect error: …(0x8010000b)`. The words are localized. */
export function pcscliteError(error: unknown): PcscError {
  const text = error instanceof Error ? error.message : String(error);
  const hex = /\(0x([0-9a-f]{8,16})\)\s*$/i.exec(text)?.[1];
  // With a 64-bit LONG a negative code is printed with 16 digits.
  return new PcscError(hex === undefined ? null : Number.parseInt(hex.slice(-8), 16), text);
}

/** The smartcard addon gives fixed English texts without codes (its pcsc_errors.h). */
const smartcardWords: Readonly<Record<string, keyof typeof pcscCodes>> = {
  'Operation cancelled': 'SCARD_E_CANCELLED',
  'Cannot dispose handle': 'SCARD_E_CANT_DISPOSE',
  'Insufficient buffer': 'SCARD_E_INSUFFICIENT_BUFFER',
  'Invalid ATR': 'SCARD_E_INVALID_ATR',
  'Invalid handle': 'SCARD_E_INVALID_HANDLE',
  'Invalid parameter': 'SCARD_E_INVALID_PARAMETER',
  'Invalid target': 'SCARD_E_INVALID_TARGET',
  'Invalid value': 'SCARD_E_INVALID_VALUE',
  'Not enough memory': 'SCARD_E_NO_MEMORY',
  'PC/SC service not running': 'SCARD_E_NO_SERVICE',
  'No smart card present': 'SCARD_E_NO_SMARTCARD',
  'Reader not ready': 'SCARD_E_NOT_READY',
  'Transaction failed': 'SCARD_E_NOT_TRANSACTED',
  'PCI struct too small': 'SCARD_E_PCI_TOO_SMALL',
  'Protocol mismatch': 'SCARD_E_PROTO_MISMATCH',
  'Reader unavailable': 'SCARD_E_READER_UNAVAILABLE',
  'PC/SC service stopped': 'SCARD_E_SERVICE_STOPPED',
  'Sharing violation': 'SCARD_E_SHARING_VIOLATION',
  'System cancelled operation': 'SCARD_E_SYSTEM_CANCELLED',
  'Operation timed out': 'SCARD_E_TIMEOUT',
  'Unknown card type': 'SCARD_E_UNKNOWN_CARD',
  'Unknown reader': 'SCARD_E_UNKNOWN_READER',
  'No readers available': 'SCARD_E_NO_READERS_AVAILABLE',
  'Communication error': 'SCARD_F_COMM_ERROR',
  'Internal error': 'SCARD_F_INTERNAL_ERROR',
  'Card was removed': 'SCARD_W_REMOVED_CARD',
  'Card was reset': 'SCARD_W_RESET_CARD',
  'Card is unpowered': 'SCARD_W_UNPOWERED_CARD',
  'Card is unresponsive': 'SCARD_W_UNRESPONSIVE_CARD',
  'Card is not supported': 'SCARD_W_UNSUPPORTED_CARD',
};

const UNKNOWN_WORDS = 'Unknown PC/SC error';

/** Converts an error of the smartcard addon by its text. */
export function smartcardError(error: unknown): PcscError {
  const text = error instanceof Error ? error.message : String(error);
  const name = smartcardWords[text];
  return new PcscError(name === undefined ? null : pcscCodes[name], text);
}

/**
 * Returns a response, which must not be empty: some reader drivers give an empty one for a card that was pulled out.
 * @throws PcscError for an empty response
 */
export function someResponse(response: Uint8Array): Uint8Array {
  if (response.length === 0) throw new PcscError(pcscCodes.SCARD_E_NOT_TRANSACTED, 'The reader gave an empty response');
  return response;
}

/**
 * Converts an error of the smartcard addon while it connects to the service. Of pcsc-lite's SCardEstablishContext errors only
 * denied access has no text in the addon.
 */
export function smartcardServiceError(error: unknown, platform: NodeJS.Platform): PcscError {
  const known = smartcardError(error);
  return platform === 'linux' && known.message === UNKNOWN_WORDS
    ? new PcscError(pcscCodes.SCARD_W_SECURITY_VIOLATION, known.message)
    : known;
}

/** Returns what a failed reader query says about the service. `SCARD_W_SECURITY_VIOLATION` is polkit's refusal. */
export function serviceDownReason(pcscCode: number | null): Extract<PcscService, { state: 'down' }>['reason'] {
  switch (pcscCode) {
    case pcscCodes.SCARD_E_NO_SERVICE:
    case pcscCodes.SCARD_E_SERVICE_STOPPED:
    case pcscCodes.SCARD_E_INVALID_HANDLE: // the context outlived its service
    case pcscCodes.SCARD_E_SYSTEM_CANCELLED:
    case pcscCodes.SCARD_F_COMM_ERROR: // the connection to the service broke
    case windowsCodes.ERROR_BROKEN_PIPE:
    case windowsCodes.RPC_S_SERVER_UNAVAILABLE:
      return 'no-service';
    case pcscCodes.SCARD_W_SECURITY_VIOLATION:
    case windowsCodes.ERROR_ACCESS_DENIED:
      return 'not-allowed';
    default:
      return 'fault';
  }
}
