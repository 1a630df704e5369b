import { givenTenant } from '@outpost/desktop/replica/testing/given-tenant';
import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { widePack } from '@outpost/domain/testing/packs/wide-pack';
import { benchEntities } from '../bench-records.ts';
import { mustSucceed } from '../must.ts';

/** The first 50 contacts by name, as a screen requests them at its start. */
const firstList = listQuerySchema.parse({ entity: benchEntities.contact, sort: [{ field: 'name', direction: 'asc' }] });

/** Closes the replica that `kinds.firstList` opened. */
let close: (() => Promise<void>) | undefined;

/** A replica in a product with further kinds of record. */
export const kindsTasks = {
  /** Opens the replica in `folder`, which the first call makes, and reads its first list. */
  'kinds.firstList': async ({ folder, kinds }: { readonly folder: string; readonly kinds: number }) => {
    const catalogue = catalogueOf([...installedPacks, ...(kinds === 0 ? [] : [widePack(kinds)])]);
    const { tenant } = await givenTenant({ folder, catalogue });
    mustSucceed(await tenant.questions.list(firstList));
    close = () => tenant.close();
  },

  /** Closes that replica. The time of a start does not include this. */
  'kinds.close': async (_input: object) => {
    await close?.();
  },
} as const;
