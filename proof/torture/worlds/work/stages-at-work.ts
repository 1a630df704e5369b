import { StageId } from '@outpost/domain/packs/platform/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { addedStages, changedStages, neededField } from '../../../builds/own-stages.ts';
import { perform, type WorkableRecords, type Working } from './perform.ts';
import type { StageWorkKind } from '../step.ts';

// PLT-9, PLT-53: administrators rename, retire and add stages of deals, and ask for a field at the move to one, offline and at the same time, while others move deals through them.

type StageWork = (at: Working, shown: WorkableRecords) => Promise<void> | undefined;

/** Others rarely try: their definitions are refused, with everything that depends on them. */
const mayTry = (at: Working): boolean => at.machine.person === 'ann' || at.random.chance(0.2);

const definitionsOf = ({ shown }: WorkableRecords) => shown.filter(({ entity }) => entity === StageId.kind);

function define(at: Working, fields: Readonly<Record<string, JsonValue>>): Promise<void> {
  const create = { ownerId: null, teamId: null, sharedWith: [], fields: { forEntity: 'crm/deal', ...fields } };
  return perform(at, 'define a stage', [{ id: at.random.uuid(), entity: StageId.kind, create }]);
}

export const stageWorks: Readonly<Record<StageWorkKind, StageWork>> = {
  addStage: (at) => {
    const [value, like] = at.random.pick(Object.entries(addedStages));
    const place = at.random.pick([{}, { place: at.random.below(5_000) }]);
    return mayTry(at) ? define(at, { value, like, label: `${value} ${at.random.below(3)}`, ...place }) : undefined;
  },
  changeStage: (at, shown) => {
    const value = at.random.pick(changedStages);
    const to = at.random.pick<Record<string, JsonValue>>([
      { retired: at.random.chance(0.6) },
      { retired: at.random.chance(0.6) },
      { label: `Name ${at.random.below(4)}` },
      { place: at.random.below(5_000) },
      { needs: [neededField] },
    ]);
    if (!mayTry(at)) return undefined;
    const known = definitionsOf(shown).filter(({ life, fields }) => life === 'alive' && (at.random.chance(0.4) || fields['value'] === value)); // prettier-ignore
    const one = known.length > 0 ? at.random.pick(known) : undefined;
    if (!one) return define(at, { value, ...to });
    const asksNoMore = 'needs' in to && Array.isArray(one.fields['needs']) && one.fields['needs'].length > 0;
    return perform(at, 'change a stage', [at.stage.set(one.id, asksNoMore ? { needs: [] } : to, StageId.kind)]);
  },
  endStage: (at, shown) => {
    const known = definitionsOf(shown);
    if (known.length === 0 || !mayTry(at)) return undefined;
    const { id, life } = at.random.pick(known);
    return perform(at, 'end a stage', [
      at.stage.set(id, { life: life === 'alive' ? 'deleted' : 'alive' }, StageId.kind),
    ]);
  },
  moveStage: (at, { deal }) => {
    const field = at.machine.tenant.device.catalogue.entities.get('crm/deal')?.fields['stage'];
    if (!deal || field?.type !== 'choice') return undefined;
    const open = field.options.filter(({ outcome }) => outcome === 'open');
    const added = open.filter(({ value }) => value in addedStages);
    const { value } = at.random.pick(added.length > 0 && at.random.chance(0.7) ? added : open);
    return perform(at, 'move', [at.stage.set(deal.id, { stage: value })]);
  },
};
