import { useCallback, useEffect, useState } from 'react';
import type { CallName, CallRequest, CallValue } from '../../shared/contract.js';
import type { Result } from '../../shared/result.js';
import { call } from './client.js';

/** The answer to a call that is made when a screen opens, null until it is there; `again` makes it once more. */
export function useCall<N extends CallName>(
  name: N,
  request: CallRequest<N>,
): { readonly answer: Result<CallValue<N>> | null; readonly again: () => void } {
  const [answer, setAnswer] = useState<Result<CallValue<N>> | null>(null);
  const [turn, setTurn] = useState(0);
  const body = JSON.stringify(request);
  useEffect(() => {
    let gone = false;
    void call(name, request).then((value) => {
      if (!gone) setAnswer(value);
    });
    return () => {
      gone = true;
    };
    // The request is compared by what it says.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [name, body, turn]);
  const again = useCallback(() => {
    setTurn((last) => last + 1);
  }, []);
  return { answer, again };
}
