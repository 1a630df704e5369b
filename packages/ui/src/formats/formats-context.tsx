import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import { createFormats, type Formats } from './formats.ts';

/** The person's formats and the app's clock. Components read no clock directly. */
export type FormatsValue = { readonly formats: Formats; /** Milliseconds since 1970. */ readonly now: () => number };

const fallback: FormatsValue = { formats: createFormats({ locale: 'en-US', timeZone: 'UTC' }), now: () => 0 };
const FormatsContext = createContext<FormatsValue>(fallback);

/** Provides formats and clock to all components below. `ThemeProvider` uses it for the app. */
export function FormatsProvider({ value, children }: { readonly value: FormatsValue; readonly children: ReactNode }) {
  return <FormatsContext value={value}>{children}</FormatsContext>;
}

/** Returns the formats of the signed-in person. */
export const useFormats = (): Formats => useContext(FormatsContext).formats;

/** Returns the app's clock, for event handlers. A component that draws the time uses `useNowMs`. */
export const useNow = (): (() => number) => useContext(FormatsContext).now;

const minuteMs = 60_000;

function followMinutes(listener: () => void): () => void {
  const timer = setInterval(listener, minuteMs);
  return () => clearInterval(timer);
}

/**
 * Returns the present instant for words that depend on it ("5 minutes ago", "today"), in milliseconds since 1970. The component is
 * drawn again each minute, so that these words stay true.
 */
export function useNowMs(): number {
  'use no memo'; // it reads the clock at each drawing
  const now = useNow();
  useSyncExternalStore(followMinutes, () => Math.floor(now() / minuteMs));
  return now();
}
