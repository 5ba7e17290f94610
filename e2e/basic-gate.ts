import type { Gate } from './gated-front.js';

export interface BasicGate {
  readonly gate: Gate;
  /** Accepted calls, as `METHOD name`. */
  readonly seen: string[];
}

/** Server side of Basic authentication (RFC 7617): requires a user name and password that it knows. */
export function basicGate(passwords: Readonly<Record<string, string>>): BasicGate {
  const seen: string[] = [];
  return {
    seen,
    gate: (request, response) => {
      const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
      const [, name = '', password] = /^([^:]*):(.*)$/s.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
      if (scheme === 'Basic' && password !== undefined && Object.hasOwn(passwords, name) && passwords[name] === password) {
        seen.push(`${request.method ?? ''} ${name}`);
        return true;
      }
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="cm"', 'Content-Type': 'text/html' });
      response.end('<!DOCTYPE html><title>401</title>Access is denied.');
      return false;
    },
  };
}
