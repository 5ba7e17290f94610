import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PASSING_MS } from '../state/station.js';
import { cancel, choose, cleanDesk, useDesk } from './desk-state.js';
import { onDrawnStep } from './drawn-step.js';

let drawn: string[];
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  cleanDesk();
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

describe('the step as it is drawn', () => {
  it('is drawn at once when the dialog opens, and when it closes', () => {
    choose('r', 1);
    cancel();
    expect(drawn).toEqual(['confirming', 'choosing']);
  });

  it('skips the sending where its outcome comes soon', () => {
    choose('r', 1);
    send();
    vi.advanceTimersByTime(PASSING_MS - 1);
    useDesk.setState({ step: { step: 'choosing' } });
    vi.advanceTimersByTime(PASSING_MS);
    expect(drawn).toEqual(['confirming', 'choosing']);
  });

  it('says that it is being sent where that takes longer', () => {
    choose('r', 1);
    send();
    vi.advanceTimersByTime(PASSING_MS);
    expect(drawn).toEqual(['confirming', 'sending']);
  });

  it('draws the sending at once where no dialog with the pair stands', () => {
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

  it('is not drawn for what else changes at the desk, nor after its end', () => {
    useDesk.setState({ query: 'noor' });
    choose('r', 1);
    send();
    end();
    vi.advanceTimersByTime(PASSING_MS);
    expect(drawn).toEqual(['confirming']);
  });
});

describe('what is being sent', () => {
  it('cannot be cancelled', () => {
    choose('r', 1);
    send();
    cancel();
    expect(useDesk.getState().step.step).toBe('sending');
  });
});
