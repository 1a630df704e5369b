import { automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { serviceIdOf } from '@outpost/domain/kernel/hashed-id';

const automations = [automationsId, 'An automation'] as const;
const webhooks = [serviceIdOf('platform/webhooks-in'), 'A webhook'] as const;

/**
 * Returns the names of the service accounts among these authors, by id (T-22). Such an account is not a record and is
 * never sent. Its id is a hash of its pack's name, so a device can compute the accounts of all packs of its build.
 */
export function serviceNames(
  { packs }: Pick<Catalogue, 'packs'>,
  authors: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [
      ...packs.map(({ name, label }) => [serviceIdOf(name), `The ${label} service`] as const),
      automations,
      webhooks,
    ].filter(([id]) => authors.has(id)),
  );
}
