import * as z from 'zod';

/** Orders to the server's process; each is answered by one message, in order. */
export const toServerSchema = z.discriminatedUnion('type', [
  /** Makes its records and listens; answered by `listening`. */
  z.object({ type: z.literal('start'), size: z.int(), seed: z.int(), now: z.string() }),
  /** Sets the response time from now on. */
  z.object({ type: z.literal('delay'), ms: z.number() }),
  /** Changes the comment of a share of the requests, spread evenly. */
  z.object({ type: z.literal('comment'), share: z.number(), text: z.string() }),
  /** Serializes the list, so that the next client does not wait for it. */
  z.object({ type: z.literal('prepare') }),
  /** Asks for the bindings since the last time; answered by `posts`. */
  z.object({ type: z.literal('take') }),
]);
export type ToServer = z.infer<typeof toServerSchema>;

/** A binding as the server saw it; times on the machine's monotonic clock, ms. */
const postStampSchema = z.object({
  requestId: z.string(),
  /** When the headers of the call had arrived. */
  arrivedAt: z.number(),
  /** When the server began to write the answer. */
  answeredAt: z.number(),
});
export type PostStamp = z.infer<typeof postStampSchema>;

export const fromServerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('listening'), port: z.int() }),
  z.object({ type: z.literal('done') }),
  z.object({ type: z.literal('posts'), posts: z.array(postStampSchema), refusals: z.array(z.string()) }),
]);
export type FromServer = z.infer<typeof fromServerSchema>;
