import * as z from 'zod';
import { cmErrorSchema } from './errors.js';

/**
 * What has to work, one upon the other, before a card can be bound. IIS asks who is there before it looks whether the
 * API is switched on, so the sign-in comes first of the two.
 */
export const connectionLayers = ['dns', 'tcp', 'tls', 'http', 'sign-in', 'api', 'permission'] as const;
export type ConnectionLayer = (typeof connectionLayers)[number];

/** What came of trying the connection to the CM service. */
export const connectionReportSchema = z.strictObject({
  /** The address that was called. */
  address: z.url(),
  /** The proxy on the way, `host:port`, as the system's settings say; null: none. */
  proxy: z.string().max(2000).nullable(),
  /** How long it took, ms. */
  tookMs: z.number().nonnegative(),
  outcome: z.discriminatedUnion('outcome', [
    /** Reading works; whether this account may assign cards shows at the first binding alone. */
    z.strictObject({
      outcome: z.literal('works'),
      profileTemplates: z.int().nonnegative(),
      requests: z.int().nonnegative(),
      /** Of the approved requests: run by an enrollment agent, by the person, for a virtual card, of a template that is not shown. */
      kinds: z.strictObject({
        agent: z.int().nonnegative(),
        personal: z.int().nonnegative(),
        virtual: z.int().nonnegative(),
        unnamed: z.int().nonnegative(),
      }),
    }),
    /** All layers before this one work; about those after it nothing is known. */
    z.strictObject({ outcome: z.literal('fails'), layer: z.enum(connectionLayers), error: cmErrorSchema }),
  ]),
});
export type ConnectionReport = z.infer<typeof connectionReportSchema>;

/** The layers an address has: without TLS there is none to fail. */
export function layersOf(address: string): readonly ConnectionLayer[] {
  return connectionLayers.filter((layer) => layer !== 'tls' || new URL(address).protocol === 'https:');
}
