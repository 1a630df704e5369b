import '@fontsource-variable/inter/index.css';
import '@mantine/core/styles.layer.css';
import '@mantine/dates/styles.layer.css';
import './tokens.css';
import './base.css';
import type { WeekDay } from '@outpost/domain/kernel/calendar/calendar-days';
import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { getNonce } from 'get-nonce';
import { type ReactNode, useMemo } from 'react';
import { createFormats } from '../formats/formats.ts';
import { FormatsProvider } from '../formats/formats-context.tsx';
import { ShortcutsProvider } from '../keys/shortcuts-provider.tsx';
import { OverlayLandmark } from './overlay-landmark.tsx';
import { resolver, theme } from './theme.ts';

/** Mantine counts the days of the week from Sunday, which is 0. */
const fromSunday = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 0 } as const;

/** The settings that the app gives once at its root. */
export type ThemeProviderProps = {
  readonly colorScheme: 'light' | 'dark' | 'system';
  readonly locale: string;
  readonly timeZone: string;
  /** The currency that is written with its short symbol; others are written out ("US$"). */
  readonly currency?: string | undefined;
  /** The first day of the week, where it is not that of the locale. */
  readonly weekStart?: WeekDay | undefined;
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
  weekStart,
  now,
  shortcuts = true,
  env = 'default',
  children,
}: ThemeProviderProps) {
  const formats = useMemo(
    () => ({ formats: createFormats({ locale, timeZone, currency, weekStart }), now }),
    [locale, timeZone, currency, weekStart, now],
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
      {/* Calendars mark no weekend days: Mantine draws them red, and red here means refused or invalid. */}
      <DatesProvider
        settings={{
          locale: locale.split('-')[0] ?? 'en',
          consistentWeeks: true,
          weekendDays: [],
          firstDayOfWeek: fromSunday[formats.formats.week.start],
        }}
      >
        <FormatsProvider value={formats}>
          <ShortcutsProvider singleKeys={shortcuts}>{children}</ShortcutsProvider>
          {env === 'test' ? null : <OverlayLandmark />}
        </FormatsProvider>
      </DatesProvider>
    </MantineProvider>
  );
}
