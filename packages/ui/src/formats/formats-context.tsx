import { createContext, type ReactNode, useContext } from 'react';
import { createFormats, type Formats } from './formats.ts';

/** The person's formats and the app's clock: components read no clock of their own. */
export type FormatsValue = { readonly formats: Formats; /** Milliseconds since 1970. */ readonly now: () => number };

const fallback: FormatsValue = { formats: createFormats({ locale: 'en-US', timeZone: 'UTC' }), now: () => 0 };
const FormatsContext = createContext<FormatsValue>(fallback);

/** Gives formats and clock to everything below; `ThemeProvider` does this for the app. */
export function FormatsProvider({ value, children }: { readonly value: FormatsValue; readonly children: ReactNode }) {
  return <FormatsContext value={value}>{children}</FormatsContext>;
}

/** How values are written for the signed-in person. */
export const useFormats = (): Formats => useContext(FormatsContext).formats;

/** The app's clock. */
export const useNow = (): (() => number) => useContext(FormatsContext).now;
