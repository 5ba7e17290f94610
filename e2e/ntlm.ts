import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Gate } from './gated-front.js';

/** The user of the MS-NLMP examples (§4.2.1), with the password hash (NTOWFv1, §4.2.2.1.2), because Node no longer has MD4. */
export const ntlmUser = { domain: 'Domain', account: 'User', password: 'Password' } as const;
const passwordHash = Buffer.from('a4f49c406510bdcab6824ee7c30fd852', 'hex');

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const hmacMd5 = (key: Buffer, ...data: Buffer[]): Buffer => createHmac('md5', key).update(Buffer.concat(data)).digest();

/**
 * Negotiate flags of the challenge (MS-NLMP §2.2.2.5): Unicode, target name, NTLM, always sign, extended session security,
 * target info.
 */
const FLAGS = 0x0000_0001 | 0x0000_0004 | 0x0000_0200 | 0x0000_8000 | 0x0008_0000 | 0x0080_0000;

export interface NtlmGate {
  readonly gate: Gate;
  /** Sets whether the password is accepted. Withdrawing it also ends every session, as when an account is locked. */
  setAccepted(accepted: boolean): void;
  /** Number of right and wrong responses. */
  readonly counts: { right: number; wrong: number };
}

/** Server side of NTLMv2 over HTTP (MS-NLMP §3.3.2, MS-NTHT): authenticates the connection, not the call. */
export function ntlmGate(): NtlmGate {
  let connections = new WeakMap<Socket, { challenge: Buffer; signedIn: boolean }>();
  let accepted = true;
  const counts = { right: 0, wrong: 0 };
  return {
    counts,
    setAccepted: (accept) => {
      accepted = accept;
      connections = new WeakMap();
    },
    gate: (request, response) => {
      const known = connections.get(request.socket);
      const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
      if (known?.signedIn === true && scheme === '') return true;
      const message = scheme === 'NTLM' ? Buffer.from(token, 'base64') : null;
      const kind = message?.subarray(0, 8).equals(SIGNATURE) === true ? message.readUInt32LE(8) : 0;
      if (kind === 1) {
        const challenge = randomBytes(8);
        connections.set(request.socket, { challenge, signedIn: false });
        refuse(response, `NTLM ${challengeMessage(challenge).toString('base64')}`);
        return false;
      }
      if (kind === 3 && message !== null && known !== undefined) {
        if (accepted && isRight(message, known.challenge)) {
          counts.right += 1;
          connections.set(request.socket, { ...known, signedIn: true });
          return true;
        }
        counts.wrong += 1;
      }
      connections.delete(request.socket);
      refuse(response, 'NTLM');
      return false;
    },
  };
}

function refuse(response: Parameters<Gate>[1], challenge: string): void {
  response.writeHead(401, { 'WWW-Authenticate': challenge, 'Content-Type': 'text/html' });
  response.end('<!DOCTYPE html><title>401</title>Access is denied.');
}

/** Makes a CHALLENGE_MESSAGE (§2.2.1.2), with domain and server name as target info (§2.2.2.1). */
function challengeMessage(challenge: Buffer): Buffer {
  const target = utf16(ntlmUser.domain);
  const pair = (id: number, value: Buffer): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value]);
  };
  const facts = Buffer.concat([pair(2, target), pair(1, utf16('Server')), pair(0, Buffer.alloc(0))]);
  const message = Buffer.alloc(48);
  SIGNATURE.copy(message);
  message.writeUInt32LE(2, 8);
  const place = (at: number, length: number, offset: number): void => {
    message.writeUInt16LE(length, at);
    message.writeUInt16LE(length, at + 2);
    message.writeUInt32LE(offset, at + 4);
  };
  place(12, target.length, message.length);
  message.writeUInt32LE(FLAGS, 20);
  challenge.copy(message, 24);
  place(40, facts.length, message.length + target.length);
  return Buffer.concat([message, target, facts]);
}

/** Returns whether an AUTHENTICATE_MESSAGE (§2.2.1.3) answers the challenge with the password by NTLMv2 (§3.3.2). */
function isRight(message: Buffer, challenge: Buffer): boolean {
  const field = (at: number): Buffer => {
    const offset = message.readUInt32LE(at + 4);
    return message.subarray(offset, offset + message.readUInt16LE(at));
  };
  const [answer, domain, account] = [field(20), field(28).toString('utf16le'), field(36).toString('utf16le')];
  if (account !== ntlmUser.account || (domain !== ntlmUser.domain && domain !== '') || answer.length < 44) return false;
  const key = hmacMd5(passwordHash, utf16(account.toUpperCase() + domain));
  return timingSafeEqual(answer.subarray(0, 16), hmacMd5(key, challenge, answer.subarray(16)));
}
