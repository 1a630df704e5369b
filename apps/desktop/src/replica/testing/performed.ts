import type { JsonValue } from '@outpost/domain/kernel/json';
import type { OpenTenant } from '../session/open-tenant.ts';
import type { GivenTenant } from './given-tenant.ts';

type Wish = Parameters<OpenTenant['acts']['perform']>[0];

/**
 * Performs an act that must be accepted. Returns the act's id and the ids of its records in the order of the edits; throws
 * where the act is refused.
 */
export async function performed(
  { tenant }: GivenTenant,
  label: string,
  edits: Wish['edits'],
): Promise<{ readonly act: string; readonly ids: readonly string[] }> {
  const done = await tenant.acts.perform({ label, shape: 'together', edits });
  if (!done.ok) throw new Error(`${done.code}: ${done.message}`);
  return done.value;
}

/** Adds a record and returns its id. */
export async function addedRecord(
  device: GivenTenant,
  entity: string,
  fields: Readonly<Record<string, JsonValue>>,
): Promise<string> {
  const { ids } = await performed(device, 'Added', [{ entity, create: { fields: { ...fields } } }]);
  return ids[0] ?? '';
}
