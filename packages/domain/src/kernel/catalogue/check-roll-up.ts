import type { Entity } from '../entities/entity.ts';
import type { RollUp } from '../entities/roll-up.ts';

/**
 * Throws where a pack's roll-up names a kind, a reference or a field that does not exist, or where its result has another type
 * than its field (PLT-8).
 */
export function checkRollUp(
  entities: ReadonlyMap<string, Entity>,
  of: { readonly entity: Entity; readonly name: string; readonly rollUp: RollUp },
): void {
  const { entity, name, rollUp } = of;
  const child = entities.get(rollUp.of);
  const by = child?.fields[rollUp.by];
  if (!child || by?.type !== 'ref' || !by.targets.includes(entity.name))
    throw new Error(`Entity ${entity.name}: roll-up ${name} needs a reference ${rollUp.of}.${rollUp.by} to it`);
  const type = rollUp.fn === 'count' ? 'number' : child.fields[rollUp.field ?? '']?.type;
  if (type !== entity.fields[name]?.type)
    throw new Error(`Entity ${entity.name}: roll-up ${name} gives ${type ?? 'nothing'}, which is not its type`);
}
