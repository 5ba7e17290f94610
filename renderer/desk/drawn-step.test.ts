import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PASSING_MS } from '../state/station.js';
import { cancel, choose, clearDesk, useDesk } from './desk-state.js';
import { onDrawnStep } from './drawn-step.js';

let drawn: string[];
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  clearDesk();
  drawn = [];
  end = onDrawnStep(() => drawn.push(useDesk.getState().step.step));
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

const send = (): void => {
  useDesk.setState({ step: { step: 'sending', requestId: 'r', presentationId: 1 } });
};

describe('the rendered step', () => {
  it('follows at once when the dialog opens or closes', () => {
    choose('r', 1);
    cancel();
    expect(drawn).toEqual(['confirming', 'choosing']);
  });

  it('skips the sending step if the result comes soon', () => {
    choose('r', 1);
    send();
    vi.advanceTimersByTime(PASSING_MS - 1);
    useDesk.setState({ step: { step: 'choosing' } });
    vi.advanceTimersByTime(PASSING_MS);
    expect(drawn).toEqual(['confirming', 'choosing']);
  });

  it('shows the sending step if it takes longer', () => {
    choose('r', 1);
    send();
    vi.advanceTimersByTime(PASSING_MS);
    expect(drawn).toEqual(['confirming', 'sending']);
  });

  it('shows the sending step at once if no dialog with the pair is open', () => {
    useDesk.setState({
      step: {
        step: 'approving',
        requestId: 'r',
        presentationId: 1,
        seen: { userId: 'u', profileTemplateId: 't', cardId: 'c' },
        printedSerial: undefined,
        refusals: [],
      },
    });
    send();
    expect(drawn).toEqual(['approving', 'sending']);
  });

  it('does not change with other desk state, nor after it was unsubscribed', () => {
    useDesk.setState({ query: 'noor' });
    choose('r', 1);
    send();
    end();
    vi.advanceTimersByTime(PASSING_MS);
    expect(drawn).toEqual(['confirming']);
  });
});

describe('a binding that is being sent', () => {
  it('cannot be canceled', () => {
    choose('r', 1);
    send();
    cancel();
    expect(useDesk.getState().step.step).toBe('sending');
  });
});
