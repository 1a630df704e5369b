import { useLayoutEffect, useRef, useState } from 'react';

/**
 * Returns a handler that stays the same between drawings and runs the function of the latest one. A memoised
 * component is then not drawn again only because its handler is new. Handlers are called by events, never while drawing.
 */
export function useSteady<Args extends readonly unknown[], Result>(
  handler: (...args: Args) => Result,
): (...args: Args) => Result {
  const latest = useRef(handler);
  useLayoutEffect(() => {
    latest.current = handler;
  });
  const [steady] = useState(
    () =>
      (...args: Args) =>
        latest.current(...args),
  );
  return steady;
}
