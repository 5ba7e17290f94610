import * as z from 'zod';
import { cmErrorSchema } from './errors.js';

/**
 * Layers that must work, in this order, before a card can be bound. IIS authenticates before it checks whether the API is
 * enabled, so `sign-in` comes before `api`.
 */
export const connectionLayers = ['dns', 'tcp', 'tls', 'http', 'sign-in', 'api', 'permission'] as const;
export type ConnectionLayer = (typeof connectionLayers)[number];

/** Result of testing the connection to the CM service. */
export const connectionReportSchema = z.strictObject({
  /** The address that was called. */
  address: z.url(),
  /** The proxy in use, `host:port`, by the system's settings; null if none. */
  proxy: z.string().max(2000).nullable(),
  /** Duration, ms. */
  tookMs: z.number().nonnegative(),
  outcome: z.discriminatedUnion('outcome', [
    /** Reading works; whether this account may bind cards shows only at the first binding. */
    z.strictObject({
      outcome: z.literal('works'),
      profileTemplates: z.int().nonnegative(),
      requests: z.int().nonnegative(),
      /**
       * Of the approved requests: executed by an enrollment agent, by the person, for a virtual card, of a template the
       * account cannot see.
       */
      kinds: z.strictObject({
        agent: z.int().nonnegative(),
        personal: z.int().nonnegative(),
        virtual: z.int().nonnegative(),
        unnamed: z.int().nonnegative(),
      }),
    }),
    /** All layers before this one work; nothing is known about those after it. */
    z.strictObject({ outcome: z.literal('fails'), layer: z.enum(connectionLayers), error: cmErrorSchema }),
  ]),
});
export type ConnectionReport = z.infer<typeof connectionReportSchema>;

/** Returns the layers of an address; without TLS there is no `tls` layer. */
export function layersOf(address: string): readonly ConnectionLayer[] {
  return connectionLayers.filter((layer) => layer !== 'tls' || new URL(address).protocol === 'https:');
}
