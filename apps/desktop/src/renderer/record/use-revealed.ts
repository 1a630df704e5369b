import type { JsonValue } from '@outpost/domain/kernel/json';
import { useCallback, useEffect, useRef, useState } from 'react';

/** Chosen: long enough to copy a number onto a form. */
const shownForMs = 30_000;

/**
 * Keeps one revealed value (K-4). It drops the value after 30 seconds, and when the window loses its focus or is
 * hidden. It also drops it when the component is unmounted, such as by the lock of the app, which removes all screens.
 * No cache has the value.
 */
export function useRevealed(): {
  readonly value: JsonValue | undefined;
  readonly show: (value: JsonValue) => void;
  readonly hide: () => void;
} {
  const [value, setValue] = useState<JsonValue>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hide = useCallback(() => {
    clearTimeout(timer.current);
    setValue(undefined);
  }, []);
  const show = useCallback(
    (next: JsonValue) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(hide, shownForMs);
      setValue(next);
    },
    [hide],
  );
  useEffect(() => {
    const left = () => {
      if (document.visibilityState === 'hidden') hide();
    };
    window.addEventListener('blur', hide);
    document.addEventListener('visibilitychange', left);
    return () => {
      clearTimeout(timer.current);
      window.removeEventListener('blur', hide);
      document.removeEventListener('visibilitychange', left);
    };
  }, [hide]);
  return { value, show, hide };
}
