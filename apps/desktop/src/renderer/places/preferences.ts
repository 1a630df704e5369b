import { useCallback, useEffect, useMemo } from 'react';
import { z } from 'zod';
import { useLocal } from '../queries/use-local.ts';
import { useAppPorts } from '../window/app-ports.tsx';

const preferencesSchema = z.object({
  colorScheme: z.enum(['light', 'dark', 'system']).catch('system'),
  density: z.enum(['comfortable', 'compact']).catch('compact'),
  singleKeys: z.boolean().catch(true),
  isRailFolded: z.boolean().catch(false),
  /** Minutes without use after which the app locks. */
  lockAfter: z.enum(['never', '5', '15', '30', '60']).catch('never'),
});

const schemeSchema = preferencesSchema.shape.colorScheme;

/**
 * Returns the person's theme. While the replica cannot be read (signed out, locked), returns the last theme of this window.
 */
export function useColorScheme(): Preferences['colorScheme'] {
  const { windowMemory } = useAppPorts();
  const [kept] = useLocal('preferences');
  const isKnown = kept !== undefined && kept !== null;
  const scheme = isKnown
    ? preferencesSchema.catch(defaults).parse(kept).colorScheme
    : schemeSchema.parse(windowMemory.read() ?? undefined);
  useEffect(() => {
    if (isKnown) windowMemory.write(scheme);
  }, [isKnown, scheme, windowMemory]);
  return scheme;
}

/** The person's preferences for this device's window, stored on the device only. */
export type Preferences = z.infer<typeof preferencesSchema>;

const defaults: Preferences = {
  colorScheme: 'system',
  density: 'compact',
  singleKeys: true,
  isRailFolded: false,
  lockAfter: 'never',
};

/**
 * Returns the preferences and a function that changes some of them. An unreadable field (written by another version) gets its
 * default.
 */
export function usePreferences(): readonly [Preferences, (change: Partial<Preferences>) => void] {
  const [kept, keep] = useLocal('preferences');
  const preferences = useMemo(() => preferencesSchema.catch(defaults).parse(kept ?? {}), [kept]);
  const change = useCallback((part: Partial<Preferences>) => keep({ ...preferences, ...part }), [keep, preferences]);
  return [preferences, change];
}
