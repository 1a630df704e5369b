import { createContext, type ReactNode, useContext } from 'react';
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

/** Returns the app's clock. */
export const useNow = (): (() => number) => useContext(FormatsContext).now;
