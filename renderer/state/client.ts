import { calls, type CallName, type CallRequest, type CallValue, type StationBridge } from '../../shared/contract.js';
import { resultSchema, type Result } from '../../shared/result.js';

declare global {
  interface Window {
    /** The bridge that the preload script exposes. */
    readonly station: StationBridge;
  }
}

/**
 * Makes a call and checks the answer against the contract. Never throws: an unreachable main process or an invalid answer is
 * an `internal` error.
 */
export async function call<N extends CallName>(name: N, request: CallRequest<N>): Promise<Result<CallValue<N>>> {
  try {
    const schema = resultSchema(calls[name].value);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by the schema of this call
    return schema.parse(await window.station.call(name, request)) as Result<CallValue<N>>;
  } catch (error) {
    return {
      ok: false,
      error: { code: 'internal', detail: (error instanceof Error ? error.message : String(error)).slice(0, 2000) },
    };
  }
}
