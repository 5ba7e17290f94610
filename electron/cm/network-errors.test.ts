import { describe, expect, it } from 'vitest';
import { cmErrorSchema } from '../../shared/errors.js';
import { CertificateRefused } from './certificate-refused.js';
import { isRedirectRefusal, networkError } from './network-errors.js';

const limits = { connectMs: 10_000, answerMs: 30_000 };

describe('an error of Chromium’s network stack', () => {
  it.each([
    ['ERR_NAME_NOT_RESOLVED', 'dns', false],
    ['ERR_DNS_TIMED_OUT', 'dns', false],
    ['ERR_CONNECTION_REFUSED', 'tcp', false],
    ['ERR_PROXY_CONNECTION_FAILED', 'tcp', false],
    ['ERR_TUNNEL_CONNECTION_FAILED', 'tcp', false],
    ['ERR_CERT_AUTHORITY_INVALID', 'tls', false],
    ['ERR_CERT_DATE_INVALID', 'tls', false],
    ['ERR_CERT_COMMON_NAME_INVALID', 'tls', false],
    ['ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'tls', false],
    ['ERR_SSL_KEY_USAGE_INCOMPATIBLE', 'tls', false],
    // These errors may also occur during a call.
    ['ERR_SSL_PROTOCOL_ERROR', 'tls', true],
    ['ERR_INTERNET_DISCONNECTED', 'tcp', true],
    ['ERR_ADDRESS_UNREACHABLE', 'tcp', true],
    ['ERR_CONNECTION_RESET', 'tcp', true],
    ['ERR_CONNECTION_CLOSED', 'tcp', true],
    ['ERR_NETWORK_CHANGED', 'tcp', true],
    ['ERR_EMPTY_RESPONSE', 'http', true],
    ['ERR_CONTENT_LENGTH_MISMATCH', 'http', true],
    ['ERR_INCOMPLETE_CHUNKED_ENCODING', 'http', true],
    ['ERR_NEVER_HEARD_OF', 'http', true],
  ])('%s belongs to layer %s, reached: %s', (name, layer, reached) => {
    const detail = `${name} net::${name}`;
    expect(networkError(new Error(`net::${name}`), limits)).toEqual({ code: 'network', layer, reached, detail });
  });

  it('ERR_SSL_CLIENT_AUTH_CERT_NEEDED reports the requested certificate', () => {
    expect(networkError(new Error('net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED'), limits)).toMatchObject({
      layer: 'tls',
      reached: true,
      needs: 'client-certificate',
    });
  });

  it('carries the refused certificate', () => {
    const certificate = {
      problem: 'expired' as const,
      host: 'cm.example',
      subject: 'CN=cm.example',
      issuer: 'CN=Example',
      names: ['cm.example'],
      validFrom: '2020-01-01T00:00:00.000Z',
      validTo: '2021-01-01T00:00:00.000Z',
      fingerprint: Array.from({ length: 32 }, () => 'AB').join(':'),
    };
    const error = new CertificateRefused(certificate, new Error('net::ERR_CERT_DATE_INVALID'));
    expect(networkError(error, limits)).toMatchObject({ layer: 'tls', reached: false, certificate });
    expect(cmErrorSchema.safeParse(networkError(error, limits)).success).toBe(true);
  });

  it('ERR_CONNECTION_TIMED_OUT is a connect timeout, certainly without effect', () => {
    expect(networkError(new Error('net::ERR_CONNECTION_TIMED_OUT'), limits)).toEqual({
      code: 'timeout',
      phase: 'connect',
      limitMs: 10_000,
      reached: false,
    });
  });
});

describe('an error of Node’s fetch', () => {
  const failed = (code: string, more: object = {}) =>
    new TypeError('fetch failed', { cause: Object.assign(new Error('why'), { code, ...more }) });

  it.each([
    [failed('ENOTFOUND', { syscall: 'getaddrinfo' }), 'dns', false],
    [failed('EAI_AGAIN', { syscall: 'getaddrinfo' }), 'dns', false],
    [failed('ECONNREFUSED', { syscall: 'connect' }), 'tcp', false],
    [failed('EHOSTUNREACH', { syscall: 'connect' }), 'tcp', false],
    [failed('EHOSTUNREACH', { syscall: 'read' }), 'tcp', true],
    [failed('ETIMEDOUT', { syscall: 'read' }), 'tcp', true],
    [failed('ECONNRESET', { syscall: 'read' }), 'tcp', true],
    [failed('EPIPE', { syscall: 'write' }), 'tcp', true],
    [failed('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls', false],
    // OpenSSL up to 3.1, and later.
    [failed('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'), 'tls', false],
    [failed('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'), 'tls', false],
    [failed('ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN'), 'tls', true],
    [failed('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'tls', true],
    [failed('UND_ERR_SOCKET'), 'http', true],
    [new TypeError('fetch failed'), 'http', true],
    ['no error at all', 'http', true],
  ])('%s belongs to layer %s, reached: %s', (error, layer, reached) => {
    expect(networkError(error, limits)).toMatchObject({ code: 'network', layer, reached });
  });

  it.each([
    ['UND_ERR_CONNECT_TIMEOUT', 'connect', false],
    ['UND_ERR_HEADERS_TIMEOUT', 'answer', true],
    ['UND_ERR_BODY_TIMEOUT', 'answer', true],
  ])('%s is a timeout in phase %s, reached: %s', (code, phase, reached) => {
    expect(networkError(failed(code), limits)).toMatchObject({ code: 'timeout', phase, reached });
  });

  it('with circular causes ends, and its text is limited', () => {
    const error = new Error('x'.repeat(5_000));
    error.cause = error;
    expect(networkError(error, limits)).toHaveProperty('detail.length', 2000);
  });
});

it.each(['Redirect was cancelled', "Attempted to redirect, but redirect policy was 'error'", 'unexpected redirect'])(
  '“%s” means a redirect that was not followed',
  (message) => {
    expect(isRedirectRefusal(new Error(message))).toBe(true);
    expect(isRedirectRefusal(new TypeError('fetch failed', { cause: new Error(message) }))).toBe(true);
    expect(isRedirectRefusal(new Error('net::ERR_CONNECTION_RESET'))).toBe(false);
  },
);
