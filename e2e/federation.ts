import { createHmac, randomBytes } from 'node:crypto';
import { startGatedFront, type Gate, type GatedFront } from './gated-front.js';

/** An account the sign-in service knows. */
export const member = { account: 'noor@desk.example', password: 'not-a-secret' } as const;

export interface Federation {
  /** Origin of the CM service, which redirects to the sign-in page until someone has signed in. */
  readonly origin: string;
  /** Host and port of the sign-in page. */
  readonly page: string;
  /** Where the page redirects once, instead of to itself; null: nowhere else. */
  leadsTo: string | null;
  /** Whether the CM service answers every call with 503, including a posted token. */
  isDown: boolean;
  /** Ends every session at the CM service. */
  endAll(): void;
  close(): Promise<void>;
}

/**
 * A sign-in service and a CM service that trusts it, with the passive profile of WS-Federation 1.2 (§13): a redirect with
 * `wsignin1.0`, a form, and a page that posts the signed token back, for which the service sets a cookie.
 */
export async function startFederation(target: string, tls: { readonly cert: string; readonly key: string }): Promise<Federation> {
  const secret = randomBytes(16);
  const sign = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');
  let sessions = new Set<string>();

  const pageGate: Gate = (request, response, body) => {
    const url = new URL(request.url ?? '/', 'https://localhost');
    const fields = new URLSearchParams(body);
    const html = (content: string): false => {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(`<!DOCTYPE html><html lang="en"><title>Sign in</title>${content}`);
      return false;
    };
    if (federation.leadsTo !== null) {
      response.writeHead(302, { Location: federation.leadsTo });
      response.end();
      return false;
    }
    if (fields.get('account') !== member.account || fields.get('password') !== member.password) {
      return html(`<form method="post" action="${escaped(url.pathname + url.search)}"><input name="account" aria-label="Account">
<input name="password" type="password" aria-label="Password"><button>Sign in</button></form>`);
    }
    const claims = `<saml:Assertion><saml:Attribute AttributeName="upn" AttributeNamespace="http://schemas.xmlsoap.org/ws/2005/05/identity/claims"><saml:AttributeValue>${member.account}</saml:AttributeValue></saml:Attribute></saml:Assertion>`;
    const result = `<t:RequestSecurityTokenResponse>${claims}<Signature>${sign(claims)}</Signature></t:RequestSecurityTokenResponse>`;
    return html(`<form method="post" action="${escaped(url.searchParams.get('wtrealm') ?? '')}"><input type="hidden" name="wa" value="wsignin1.0">
<input type="hidden" name="wresult" value="${escaped(result)}"><input type="hidden" name="wctx" value="${escaped(url.searchParams.get('wctx') ?? '')}">
</form><script>document.forms[0].submit()</script>`);
  };

  const serviceGate: Gate = (request, response, body) => {
    if (federation.isDown) {
      response.writeHead(503, { 'Content-Type': 'text/html' });
      response.end('<!DOCTYPE html><title>Service Unavailable</title>');
      return false;
    }
    const fields = new URLSearchParams(request.method === 'POST' ? body : '');
    const result = fields.get('wresult');
    if (result !== null) {
      const [, claims = '', signature = ''] = /(<saml:Assertion>.*<\/saml:Assertion>)<Signature>(.*)<\/Signature>/.exec(result) ?? [];
      const session = randomBytes(16).toString('base64url');
      const isTrue = signature === sign(claims);
      if (isTrue) sessions.add(session);
      const cookie = isTrue ? { 'Set-Cookie': `FedAuth=${session}; Path=/; Secure; HttpOnly` } : {};
      response.writeHead(302, { Location: fields.get('wctx') ?? '/', ...cookie });
      response.end();
      return false;
    }
    const session = /(?:^|;\s*)FedAuth=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    if (session !== undefined && sessions.has(session)) return true;
    const asked = new URLSearchParams({ wa: 'wsignin1.0', wtrealm: `${service.origin}/CertificateManagement/`, wctx: request.url ?? '/' });
    response.writeHead(302, { Location: `${page.origin}/adfs/ls/?${asked.toString()}` });
    response.end();
    return false;
  };

  const page: GatedFront = await startGatedFront(null, tls, pageGate);
  const service: GatedFront = await startGatedFront(target, tls, serviceGate);
  const federation: Federation = {
    origin: service.origin,
    page: new URL(page.origin).host,
    leadsTo: null,
    isDown: false,
    endAll: () => {
      sessions = new Set();
    },
    close: async () => {
      await Promise.all([page.close(), service.close()]);
    },
  };
  return federation;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
