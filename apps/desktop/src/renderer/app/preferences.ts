import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { useLocal } from '../queries/use-local.ts';

const preferencesSchema = z.object({
  colorScheme: z.enum(['light', 'dark', 'system']).catch('system'),
  density: z.enum(['comfortable', 'compact']).catch('compact'),
  singleKeys: z.boolean().catch(true),
  isRailFolded: z.boolean().catch(false),
});

/** How one likes this device's window; kept on the device alone. */
export type Preferences = z.infer<typeof preferencesSchema>;

const defaults: Preferences = { colorScheme: 'system', density: 'compact', singleKeys: true, isRailFolded: false };

/** The preferences and how to change some of them. What can't be read (another version wrote it) falls back by field. */
export function usePreferences(): readonly [Preferences, (change: Partial<Preferences>) => void] {
  const [kept, keep] = useLocal('preferences');
  const preferences = useMemo(() => preferencesSchema.catch(defaults).parse(kept ?? {}), [kept]);
  const change = useCallback((part: Partial<Preferences>) => keep({ ...preferences, ...part }), [keep, preferences]);
  return [preferences, change];
}
