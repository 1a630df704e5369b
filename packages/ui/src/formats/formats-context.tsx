import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import { createFormats, type Formats } from './formats.ts';
import { Minutes } from './minutes.ts';

/** The person's formats and the app's clock. Components read no clock directly. */
export type FormatsValue = { readonly formats: Formats; /** Milliseconds since 1970. */ readonly now: () => number };

const fallback: FormatsValue = { formats: createFormats({ locale: 'en-US', timeZone: 'UTC' }), now: () => 0 };
const FormatsContext = createContext<FormatsValue>(fallback);
const MinutesContext = createContext(new Minutes(fallback.now));

/** Provides formats and clock to all components below. `ThemeProvider` uses it for the app. */
export function FormatsProvider({ value, children }: { readonly value: FormatsValue; readonly children: ReactNode }) {
  const minutes = useMemo(() => new Minutes(value.now), [value.now]);
  return (
    <FormatsContext value={value}>
      <MinutesContext value={minutes}>{children}</MinutesContext>
    </FormatsContext>
  );
}

/** Returns the formats of the signed-in person. */
export const useFormats = (): Formats => useContext(FormatsContext).formats;

/** Returns the app's clock, for event handlers. A component that draws the time uses `useNowMs` or `useMinute`. */
export const useNow = (): (() => number) => useContext(FormatsContext).now;

/**
 * Returns the start of the current minute for words that depend on the time and are computed in a memo, in milliseconds since 1970. The
 * component is drawn again each minute.
 */
export function useMinute(): number {
  const minutes = useContext(MinutesContext);
  return useSyncExternalStore(minutes.follow, minutes.read);
}

/**
 * Returns the present instant for words that depend on it ("5 minutes ago", "today"), in milliseconds since 1970. The component is
 * drawn again each minute, so that these words stay true.
 */
export function useNowMs(): number {
  'use no memo'; // it reads the clock at each drawing
  const now = useNow();
  useMinute();
  return now();
}
