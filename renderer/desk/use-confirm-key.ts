import { useCallback, useEffect, useRef, useState, type MouseEvent } from 'react';
import { EARLY_MS, onKey, type Grip } from './confirm-keys.js';
import { confirm } from './desk-state.js';

export interface ConfirmKey {
  /** Letters came, from a scanner or the keyboard. */
  readonly typed: boolean;
  /** A key or a touch came too early to be an answer to a dialog that opened by itself. */
  readonly early: boolean;
  /** Whether a key that is pressed now counts. */
  readonly takesKeys: boolean;
  /** For the button, which everything but Enter presses. */
  readonly onClick: (event: MouseEvent) => void;
}

/** Lets a fresh press of Enter confirm, anywhere in the dialog but on another button. */
export function useConfirmKey(openedBy: Grip, ready: boolean, byItself: boolean): ConfirmKey {
  const grip = useRef(openedBy);
  const [typed, setTyped] = useState(false);
  const [early, setEarly] = useState(false);
  const { isEarly, takesKeys } = useEarly(byItself);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const { key, repeat, target, type } = event;
      if (type !== 'keydown' && type !== 'keyup') return;
      const onOther = target instanceof HTMLButtonElement && !target.classList.contains('primary');
      // A space between letters presses no button.
      const isTyped = grip.current === 'typed' && key === ' ';
      const tooEarly = isEarly(event) && (key === 'Enter' || key === ' ');
      const next = onKey(grip.current, { type, key, repeat, shortcut: event.ctrlKey || event.metaKey || event.altKey, early: tooEarly });
      grip.current = next.grip;
      if (next.grip === 'typed') setTyped(true);
      if (tooEarly && type === 'keydown') setEarly(true);
      if ((key === 'Enter' && !onOther) || isTyped || tooEarly) event.preventDefault();
      if (next.confirm && ready && !onOther) void confirm();
    };
    window.addEventListener('keydown', listen, true);
    window.addEventListener('keyup', listen, true);
    return () => {
      window.removeEventListener('keydown', listen, true);
      window.removeEventListener('keyup', listen, true);
    };
  }, [ready, isEarly]);
  const onClick = ({ nativeEvent }: MouseEvent): void => {
    if (isEarly(nativeEvent)) setEarly(true);
    else void confirm();
  };
  return { typed, early, takesKeys, onClick };
}

interface Early {
  /** Whether an event came too early to be an answer to a dialog that opened by itself: by when it happened, not when it was told. */
  readonly isEarly: (event: Event) => boolean;
  readonly takesKeys: boolean;
}

function useEarly(byItself: boolean): Early {
  const until = useRef(byItself ? Number.POSITIVE_INFINITY : 0);
  const [takesKeys, setTakesKeys] = useState(!byItself);
  useEffect(() => {
    if (until.current === 0) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // The time counts from the first picture with the dialog in it.
    const frame = requestAnimationFrame(() => {
      until.current = performance.now() + EARLY_MS;
      timer = setTimeout(() => {
        setTakesKeys(true);
      }, EARLY_MS);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
  return { isEarly: useCallback(({ timeStamp }: Event) => timeStamp < until.current, []), takesKeys };
}
