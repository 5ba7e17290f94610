import { assertNever } from '../../shared/assert-never.js';
import type { ConnectionLayer, ConnectionReport } from '../../shared/connection-test.js';
import type { CmError } from '../../shared/errors.js';
import type { CmClient } from './client.js';

/**
 * Tests the connection with the calls that every desk makes, over the route of bindings, with the station's proxy, certificates
 * and sign-in. Changes nothing at the server.
 * @param hasName whether the name of the server or its proxy resolves; asked if no connection is made
 * @returns what works, or the first layer that fails; never rejects
 */
export async function testConnection(
  cm: Pick<CmClient, 'listProfileTemplates' | 'listRequests'>,
  hasName: () => Promise<boolean>,
): Promise<ConnectionReport['outcome']> {
  const templates = await cm.listProfileTemplates();
  if (!templates.ok) return failed(templates.error, hasName);
  const list = await cm.listRequests('Approved');
  if (!list.ok) return failed(list.error, hasName);
  const { requests } = list.value;
  const known = new Map(templates.value.map(({ profileTemplateId, isVirtual }) => [profileTemplateId, isVirtual]));
  const agent = requests.filter(({ isEnrollmentAgent }) => isEnrollmentAgent).length;
  return {
    outcome: 'works',
    profileTemplates: templates.value.length,
    requests: requests.length,
    kinds: {
      agent,
      personal: requests.length - agent,
      virtual: requests.filter(({ profileTemplateId }) => known.get(profileTemplateId) === true).length,
      unnamed: requests.filter(({ profileTemplateId }) => !known.has(profileTemplateId)).length,
    },
  };
}

async function failed(error: CmError, hasName: () => Promise<boolean>): Promise<ConnectionReport['outcome']> {
  const layer = layerOf(error);
  // Without a network or name service, a failure looks like a refused connection.
  return { outcome: 'fails', layer: layer === 'tcp' && !(await hasName()) ? 'dns' : layer, error };
}

/** Returns the layer that the error belongs to. */
export function layerOf(error: CmError): ConnectionLayer {
  switch (error.code) {
    case 'network':
      return error.layer;
    case 'timeout':
      return error.phase === 'connect' ? 'tcp' : 'http';
    // A web server in trouble answered: IIS without its application, or a gateway without its server.
    case 'server-error':
    case 'unexpected-status':
      return 'http';
    case 'not-signed-in':
      return 'sign-in';
    case 'api-off':
    case 'not-found':
    case 'bad-answer':
    case 'too-large':
      return 'api';
    case 'forbidden':
      return 'permission';
    default:
      return assertNever(error);
  }
}
