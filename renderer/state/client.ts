import { calls, type CallName, type CallRequest, type CallValue, type StationBridge } from '../../shared/contract.js';
import { resultSchema, type Result } from '../../shared/result.js';

declare global {
  interface Window {
    /** The bridge that the preload script exposes. */
    readonly station: StationBridge;
  }
}

/** Schemas of the answers by call, made once, because a card asks several questions while it is drawn. */
const answerSchemas = new Map<CallName, ReturnType<typeof resultSchema>>();

function answerSchemaOf(name: CallName): ReturnType<typeof resultSchema> {
  let schema = answerSchemas.get(name);
  if (schema === undefined) answerSchemas.set(name, (schema = resultSchema(calls[name].value)));
  return schema;
}

/**
 * Makes a call and checks the answer against the contract. Never throws: an unreachable main process or an invalid answer is
 * an `internal` error.
 */
export async function call<N extends CallName>(name: N, request: CallRequest<N>): Promise<Result<CallValue<N>>> {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by the schema of this call
    return answerSchemaOf(name).parse(await window.station.call(name, request)) as Result<CallValue<N>>;
  } catch (error) {
    return {
      ok: false,
      error: { code: 'internal', detail: (error instanceof Error ? error.message : String(error)).slice(0, 2000) },
    };
  }
}
