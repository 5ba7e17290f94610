import { describe, expect, it } from 'vitest';
import type { CmError } from '../../shared/errors.js';
import { layersOf } from '../../shared/connection-test.js';
import { fail, ok } from '../../shared/result.js';
import { requestAtServer } from '../bindings/bindings.fixture.js';
import { isKnownName } from './name-probe.js';
import { layerOf, testConnection } from './connection-test.js';

const answered = { status: 0, correlationId: null, message: '' };
const network = { code: 'network', reached: false, detail: '' } as const;
const timeout = { code: 'timeout', limitMs: 1, reached: true } as const;

describe('the failing layer of an error', () => {
  it.each<[CmError, string]>([
    [{ ...network, layer: 'dns' }, 'dns'],
    [{ ...network, layer: 'tcp' }, 'tcp'],
    [{ ...timeout, phase: 'connect' }, 'tcp'],
    [{ ...network, layer: 'tls' }, 'tls'],
    [{ ...network, layer: 'http' }, 'http'],
    [{ ...timeout, phase: 'answer' }, 'http'],
    [{ code: 'server-error', ...answered, status: 503 }, 'http'],
    [{ code: 'unexpected-status', ...answered, status: 418 }, 'http'],
    [{ code: 'not-signed-in', ...answered, status: 401 }, 'sign-in'],
    [{ code: 'api-off', ...answered, status: 404 }, 'api'],
    [{ code: 'not-found', ...answered, status: 404 }, 'api'],
    [{ code: 'bad-answer', ...answered, status: 200, detail: 'no list' }, 'api'],
    [{ code: 'too-large', limitBytes: 1 }, 'api'],
    [{ code: 'forbidden', ...answered, status: 403 }, 'permission'],
  ])('%j: %s', (error, layer) => {
    expect(layerOf(error)).toBe(layer);
  });
});

describe('the connection test', () => {
  const templates = () => Promise.resolve(ok([]));
  const known = () => Promise.resolve(true);
  const forbidden: CmError = { code: 'forbidden', ...answered, status: 403 };

  it('succeeds when templates and requests can be read, and lists the kinds of requests', async () => {
    const request = (profileTemplateId: string, isEnrollmentAgent: boolean) => ({
      ...requestAtServer,
      profileTemplateId,
      isEnrollmentAgent,
    });
    const requests = [request('a', true), request('a', false), request('v', true), request('hidden', true)];
    const listed = (profileTemplateId: string, isVirtual: boolean) => ({ profileTemplateId, name: 'T', isSmartcard: true, isVirtual });
    const cm = {
      listProfileTemplates: () => Promise.resolve(ok([listed('a', false), listed('v', true)])),
      listRequests: () => Promise.resolve(ok({ requests, rejected: { count: 0, first: [] } })),
    };
    expect(await testConnection(cm, known)).toEqual({
      outcome: 'works',
      profileTemplates: 2,
      requests: 4,
      kinds: { agent: 3, personal: 1, virtual: 1, unnamed: 1 },
    });
  });

  it('reports a missing permission to read templates or requests', async () => {
    const listRequests = () => Promise.resolve(fail(forbidden));
    expect(await testConnection({ listProfileTemplates: templates, listRequests }, known)).toEqual({
      outcome: 'fails',
      layer: 'permission',
      error: forbidden,
    });
  });

  it.each([
    [true, 'tcp'],
    [false, 'dns'],
  ])('reports a failing server, or a name service if the name is unknown: %s, %s', async (isKnown, layer) => {
    const error: CmError = { ...timeout, phase: 'connect' };
    const silent = () => Promise.resolve(fail(error));
    expect(await testConnection({ listProfileTemplates: silent, listRequests: silent }, () => Promise.resolve(isKnown))).toEqual({
      outcome: 'fails',
      layer,
      error,
    });
  });

  it('resolves this computer by name and address, and no unknown name', async () => {
    expect(await isKnownName('http://localhost:1/')).toBe(true);
    expect(await isKnownName('http://[::1]:1/')).toBe(true);
    expect(await isKnownName(`http://${'a'.repeat(64)}.example/`)).toBe(false);
  });

  it('reports no TLS layer without TLS', () => {
    expect(layersOf('http://127.0.0.1:1/')).toEqual(['dns', 'tcp', 'http', 'sign-in', 'api', 'permission']);
    expect(layersOf('https://cm.example/')).toContain('tls');
  });
});
