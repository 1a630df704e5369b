import { useMemo } from 'react';
import { useCatalogue } from '../records/use-entity.ts';
import { type HelpPage, helpPagesOf } from './help-pages.ts';

/** Returns the pages of the help: the app's own and those of the packs that the tenant has. */
export function useHelpPages(): readonly HelpPage[] {
  const catalogue = useCatalogue();
  return useMemo(() => helpPagesOf(catalogue), [catalogue]);
}
