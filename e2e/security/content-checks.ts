import { expect } from 'vitest';
import type { Check, CheckDeps } from './check.js';

/** Adds an element to the page and returns whether the policy or the session blocked its loading. */
async function isBlocked({ station }: CheckDeps, tag: 'img' | 'script' | 'iframe' | 'link' | 'object', url: string): Promise<boolean> {
  return station.page.evaluate(
    ([name, source]) =>
      new Promise<boolean>((resolve) => {
        const element = document.createElement(name);
        document.addEventListener(
          'securitypolicyviolation',
          () => {
            resolve(true);
          },
          { once: true },
        );
        element.addEventListener('error', () => {
          resolve(true);
        });
        // A frame fires load even if it shows that it was blocked.
        if (name !== 'iframe')
          element.addEventListener('load', () => {
            resolve(false);
          });
        if (name === 'link') element.setAttribute('rel', 'stylesheet');
        try {
          element.setAttribute(name === 'link' ? 'href' : name === 'object' ? 'data' : 'src', source);
        } catch {
          // Trusted types already refuse the script's address.
          resolve(true);
          return;
        }
        document.body.append(element);
        setTimeout(() => {
          resolve(false);
        }, 3_000);
      }),
    [tag, url] as const,
  );
}

/** Checks of what the page shows, and what it may load and run. */
export const contentChecks: readonly Check[] = [
  {
    item: 'only packaged content, over our own scheme',
    rules: '1, 18, HTTP_RESOURCES, PROTOCOL_HANDLER',
    how: 'tried in the page',
    holds: async ({ station }) => {
      expect(station.page.url()).toBe('app://station/index.html');
      const others = await station.page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .map(({ name }) => name)
          .filter((name) => !name.startsWith('app://station/')),
      );
      expect(others).toEqual([]);
    },
  },
  {
    item: 'a strict content security policy, without unsafe words and wildcards',
    rules: '7, CSP',
    how: 'read back',
    holds: async ({ station }) => {
      const policy = await station.app.evaluate(async ({ BrowserWindow }) => {
        const answer = await BrowserWindow.getAllWindows()[0]?.webContents.session.fetch('app://station/index.html');
        return answer?.headers.get('content-security-policy') ?? '';
      });
      const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]));
      expect(Object.fromEntries(rules)).toMatchObject({
        'default-src': "'none'",
        'script-src': "'self'",
        'connect-src': "'none'",
        'object-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'none'",
        'frame-ancestors': "'none'",
        'require-trusted-types-for': "'script'",
      });
      expect(rules.get('style-src')).toMatch(/^'self' 'nonce-[A-Za-z0-9+/=]{22,}'$/);
      expect(policy).not.toMatch(/unsafe|\*|https?:|data:|blob:/);
    },
  },
  {
    item: 'our own page breaks none of it',
    rules: '7, CSP',
    how: 'tried in the page',
    holds: async ({ station }) => {
      const complaints: string[] = [];
      const listen = (message: { text(): string }): unknown => complaints.push(message.text());
      station.page.on('console', listen);
      await station.page.reload();
      await station.page.getByTestId('desk').waitFor();
      station.page.off('console', listen);
      expect(complaints.join()).toBe('');
    },
  },
  {
    item: 'an inline script does not run',
    rules: '7, CSP',
    how: 'tried in the page',
    holds: async ({ station }) => {
      const ran = await station.page.evaluate(() => {
        // Without trusted types, so that script-src itself is tested.
        const open = Reflect.get(window, 'trustedTypes') as {
          createPolicy(name: string, rules: object): { createScript(text: string): string };
        };
        const script = document.createElement('script');
        script.textContent = open
          .createPolicy(`check-${String(Math.random())}`, { createScript: (text: string) => text })
          .createScript('window.injected = true');
        document.body.append(script);
        script.remove();
        return Reflect.get(window, 'injected') === true;
      });
      expect(ran).toBe(false);
    },
  },
  {
    item: 'text does not become code or markup',
    rules: '7, DANGEROUS_FUNCTIONS',
    how: 'tried in the page',
    holds: async ({ station }) => {
      const became = await station.page.evaluate(async () => {
        // The debugger's own code may evaluate; a timer's callback may not.
        await new Promise((resolve) => setTimeout(resolve, 0));
        const attempts: Record<string, () => void> = {
          eval: () => {
            // oxlint-disable-next-line no-eval -- it must be refused
            Reflect.apply(eval, undefined, ['1 + 1']);
          },
          Function: () => {
            Reflect.construct(Function, ['return 1']);
          },
          innerHTML: () => {
            document.createElement('div').innerHTML = '<b>text</b>';
          },
        };
        return Object.entries(attempts).flatMap(([name, attempt]) => {
          try {
            attempt();
            return [name];
          } catch {
            return [];
          }
        });
      });
      expect(became).toEqual([]);
    },
  },
  {
    item: 'no remote script, style, picture, frame or object',
    rules: '1, 7, HTTP_RESOURCES',
    how: 'tried in the page',
    holds: async (deps) => {
      for (const tag of ['script', 'link', 'img', 'iframe', 'object'] as const)
        expect([tag, await isBlocked(deps, tag, `${deps.external.http}/${tag}`)]).toEqual([tag, true]);
      expect(deps.external.reached()).toEqual([]);
    },
  },
  {
    item: 'no request of the page reaches a network',
    rules: '1, 7',
    how: 'tried in the page',
    holds: async ({ station, external }) => {
      const fetched = await station.page.evaluate(async (url) => {
        const tries = [
          fetch(url).then(
            () => 'fetch',
            () => null,
          ),
          new Promise((resolve) => {
            const socket = new WebSocket(url.replace('http', 'ws'));
            socket.onopen = () => {
              resolve('socket');
            };
            socket.onerror = () => {
              resolve(null);
            };
          }).catch(() => null),
        ];
        navigator.sendBeacon(url);
        return (await Promise.all(tries)).filter((done) => done !== null);
      }, external.http);
      expect(fetched).toEqual([]);
      expect(external.reached()).toEqual([]);
    },
  },
  {
    item: 'an untrusted certificate is refused',
    rules: 'CERTIFICATE_ERROR_EVENT, CERTIFICATE_VERIFY_PROC',
    how: 'tried',
    holds: async ({ station, external }) => {
      const outcomes = await station.app.evaluate(
        ({ session, net }, url) =>
          Promise.all(
            [
              session.fromPartition('cm', { cache: false }).fetch(url),
              session.fromPartition('sign-in', { cache: false }).fetch(url),
              net.fetch(url),
            ].map((call) =>
              call.then(
                ({ status }) => String(status),
                (error: unknown) => String(error),
              ),
            ),
          ),
        external.https,
      );
      for (const outcome of outcomes) expect(outcome).toContain('net::ERR_CERT_AUTHORITY_INVALID');
      expect(external.reached()).toEqual([]);
    },
  },
];
