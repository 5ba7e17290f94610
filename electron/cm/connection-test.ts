import { assertNever } from '../../shared/assert-never.js';
import type { ConnectionLayer, ConnectionReport } from '../../shared/connection-test.js';
import type { CmError } from '../../shared/errors.js';
import type { CmClient } from './client.js';

/**
 * Tries the connection by the calls every desk makes, over the way bindings go: proxy, certificates and sign-in are the
 * station's own. Nothing is changed at the server.
 *
 * @param hasName whether the name of the server, or of the proxy before it, is known; asked when no connection comes about
 * @returns what works, or the layer that fails first; never rejects
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
  // Without a network, or without its name service, it looks as if the server took no connection.
  return { outcome: 'fails', layer: layer === 'tcp' && !(await hasName()) ? 'dns' : layer, error };
}

/** The layer that an error shows to fail. */
export function layerOf(error: CmError): ConnectionLayer {
  switch (error.code) {
    case 'network':
      return error.layer;
    case 'timeout':
      return error.phase === 'connect' ? 'tcp' : 'http';
    // Something answers, and it is a web server in trouble: IIS without its application, a gateway without its server.
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
