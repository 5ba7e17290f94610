import type { CallName } from '../../shared/contract.js';
import type { StationError } from '../../shared/errors.js';
import { fail } from '../../shared/result.js';
import { isAtLeast, mayCall, type Role } from '../../shared/roles.js';
import type { Handlers } from '../core/answer-call.js';

/** Why a role may not make a call; null: it may. */
export function barredFrom(call: CallName, role: Role): Extract<StationError, { code: 'not-allowed' }> | null {
  const needs = mayCall[call];
  return isAtLeast(role, needs) ? null : { code: 'not-allowed', call, needs };
}

/**
 * Holds every call to the role of whoever works here, whatever the page shows or says: the one place where it is decided.
 *
 * @param roleNow asked at every call
 * @param refused told of a call that was not made
 */
export function allowedOnly(handlers: Handlers, roleNow: () => Role, refused: (call: CallName, needs: Role) => void): Handlers {
  return new Proxy(handlers, {
    get: (target, name, receiver): unknown => {
      const handler: unknown = Reflect.get(target, name, receiver);
      if (!isCall(name) || typeof handler !== 'function') return handler;
      return (request: unknown): unknown => {
        const barred = barredFrom(name, roleNow());
        if (barred === null) return Reflect.apply(handler, target, [request]);
        refused(name, barred.needs);
        return Promise.resolve(fail(barred));
      };
    },
  });
}

function isCall(name: string | symbol): name is CallName {
  return typeof name === 'string' && Object.hasOwn(mayCall, name);
}
