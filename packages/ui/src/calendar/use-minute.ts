import { useEffect, useState } from 'react';
import { useNow } from '../formats/formats-context.tsx';

const TICK_MS = 15_000; // the line of the present is at most this late

/** Returns the present instant, and draws again as time goes on. */
export function useMinute(): string {
  const now = useNow();
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(Math.floor(now() / 60_000) * 60_000), TICK_MS);
    return () => clearInterval(timer);
  }, [now]);
  return new Date(at).toISOString();
}
