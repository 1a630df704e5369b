import '@fontsource-variable/inter/index.css';
import '@mantine/core/styles.layer.css';
import '@mantine/dates/styles.layer.css';
import './tokens.css';
import './base.css';
import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { getNonce } from 'get-nonce';
import { type ReactNode, useMemo } from 'react';
import { createFormats } from '../formats/formats.ts';
import { FormatsProvider } from '../formats/formats-context.tsx';
import { ShortcutsProvider } from '../keys/shortcuts-provider.tsx';
import { resolver, theme } from './theme.ts';

/** The settings that the app gives once at its root. */
export type ThemeProviderProps = {
  readonly colorScheme: 'light' | 'dark' | 'system';
  readonly locale: string;
  readonly timeZone: string;
  /** The currency that is written with its short symbol; others are written out ("US$"). */
  readonly currency?: string | undefined;
  /** The app's clock, in milliseconds. Components read no other clock. */
  readonly now: () => number;
  /** Whether single letters act as shortcuts (WCAG 2.1.4). On by default. */
  readonly shortcuts?: boolean | undefined;
  /** `test` leaves out transitions. */
  readonly env?: 'default' | 'test' | undefined;
  readonly children: ReactNode;
};

/**
 * Provides theme, formats, clock and keyboard to all components below. Mantine's style tags use the nonce that was given to
 * `get-nonce` before mounting.
 */
export function ThemeProvider({
  colorScheme,
  locale,
  timeZone,
  currency,
  now,
  shortcuts = true,
  env = 'default',
  children,
}: ThemeProviderProps) {
  const formats = useMemo(
    () => ({ formats: createFormats({ locale, timeZone, currency }), now }),
    [locale, timeZone, currency, now],
  );
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolver}
      env={env}
      getStyleNonce={() => getNonce() ?? ''}
      {...(colorScheme === 'system'
        ? { defaultColorScheme: 'auto' as const }
        : { forceColorScheme: colorScheme, defaultColorScheme: colorScheme })}
    >
      {/* Without weekend days: Mantine draws them red, and red here means refused or invalid. */}
      <DatesProvider settings={{ locale: locale.split('-')[0] ?? 'en', consistentWeeks: true, weekendDays: [] }}>
        <FormatsProvider value={formats}>
          <ShortcutsProvider singleKeys={shortcuts}>{children}</ShortcutsProvider>
        </FormatsProvider>
      </DatesProvider>
    </MantineProvider>
  );
}
