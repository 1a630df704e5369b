import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { PageInFull } from '@outpost/domain/sync/page-in-full';

/**
 * Whether a page may have changed the rights of this person: it adds or removes the person, or a record that determines
 * rights.
 */
export const mayChangeRights = (
  page: Pick<PageInFull, 'rows'>,
  { catalogue, userId }: { readonly catalogue: Catalogue; readonly userId: string },
): boolean =>
  page.rows.some(
    (row) => 'gone' in row || row.id === userId || catalogue.entities.get(row.record.entity)?.governed === true,
  );
