import { WebSocket } from 'undici';
import * as z from 'zod';
import { until } from './clock.js';

const answerSchema = z.object({
  id: z.int().optional(),
  method: z.string().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});
const evaluatedSchema = z.object({
  result: z.object({ value: z.unknown().optional() }),
  exceptionDetails: z.object({ text: z.string(), exception: z.object({ description: z.string().optional() }).optional() }).optional(),
});

/** Time limit for a call, ms: several times the longest of a run. */
const ANSWER_LIMIT_MS = 300_000;

/**
 * A connection to one debugger: a page of Chromium or a Node process. Playwright would delay the start of the measured
 * program, and does not support an Electron that it did not start itself.
 */
export class DevTools {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void }>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const { id, method, result, error } = answerSchema.parse(JSON.parse(String(data)));
      // Calls get no answer from now on, but the connection stays open.
      if (method === 'Inspector.targetCrashed') this.#rejectAll('The page has crashed');
      const call = id === undefined ? undefined : this.#waiting.get(id);
      if (id === undefined || call === undefined) return;
      this.#waiting.delete(id);
      if (error === undefined) call.resolve(result);
      else call.reject(new Error(error.message));
    });
    socket.addEventListener('close', () => {
      this.#rejectAll('The debugger has gone');
    });
  }

  #rejectAll(why: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }

  /** @param url `ws://…` @throws Error if the connection is not accepted */
  static async connect(url: string): Promise<DevTools> {
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => {
        resolve();
      });
      socket.addEventListener('error', () => {
        reject(new Error(`No debugger at ${url}`));
      });
    });
    const tools = new DevTools(socket);
    // A page that is just being opened cannot run anything yet.
    await until('something to run scripts in', async () =>
      tools.run('true').then(
        () => true,
        () => false,
      ),
    );
    return tools;
  }

  /** Makes a call of the Chrome DevTools Protocol. @throws Error with the debugger's message, or if there is no answer in time */
  async send(method: string, params: object = {}): Promise<unknown> {
    const id = (this.#lastId += 1);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        timer = setTimeout(() => {
          reject(new Error(`${method} was not answered within ${ANSWER_LIMIT_MS} ms: ${JSON.stringify(params).slice(0, 300)}`));
        }, ANSWER_LIMIT_MS);
        this.#socket.send(JSON.stringify({ id, method, params }));
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /**
   * Runs a function on the other side, where it has access only to its argument.
   *
   * @throws Error thrown by the function
   */
  async evaluate<T, A>(schema: z.ZodType<T>, work: (argument: A) => T | Promise<T>, argument: A): Promise<T> {
    // tsx names functions with a helper that the other side does not have.
    return schema.parse(await this.run(`globalThis.__name ??= (target) => target; (${work.toString()})(${JSON.stringify(argument)})`));
  }

  /** Runs a script on the other side. @returns the value of its last statement @throws Error thrown by the script */
  async run(expression: string): Promise<unknown> {
    const answer = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      includeCommandLineAPI: true,
    });
    const { result, exceptionDetails } = evaluatedSchema.parse(answer);
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  close(): void {
    this.#socket.close();
  }
}
