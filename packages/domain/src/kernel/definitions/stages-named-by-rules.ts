import type { Catalogue } from '../catalogue/catalogue.ts';
import { stagesOf } from '../entities/stages-of.ts';

/**
 * Returns the stages of a kind that its pack's rules name, each with the reason in one sentence. A tenant may rename and move
 * these stages, but not retire them (PLT-9).
 */
export function stagesNamedByRules(built: Catalogue, entityName: string): ReadonlyMap<string, string> {
  const entity = built.entities.get(entityName);
  const stages = entity && stagesOf(entity);
  const named = new Map<string, string>();
  if (!entity || !stages) return named;
  const workflow = built.workflows.get(entityName);
  const views = built.views.get(entityName);
  const inFilters = new Set<string>();
  const note = (found: unknown): void => {
    if (typeof found !== 'object' || found === null) return;
    if ('field' in found && found.field === stages.name && 'op' in found && found.op === 'is' && 'value' in found)
      inFilters.add(String(found.value));
    for (const part of Object.values(found)) note(part);
  };
  for (const part of [views?.lists, views?.arrivals, views?.reports, views?.page?.figures]) note(part);
  for (const { value, outcome } of stages.field.options) {
    const move = workflow?.moves.find(({ to, checks, creates, action }) => to === value && (checks.length > 0 || creates.length > 0 || action !== undefined)); // prettier-ignore
    if (outcome === 'won') named.set(value, 'Rules and reports count on it as the good end.');
    else if (outcome === 'lost') named.set(value, 'Rules and reports count on it as the bad end.');
    else if (move) named.set(value, 'The move to it has conditions of its own.');
    else if (inFilters.has(value)) named.set(value, 'A list or a notice of the app filters by it.');
  }
  return named;
}
