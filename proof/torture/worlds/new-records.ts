import { type StagedEdit, usd } from '../../proof-stage.ts';
import type { Working } from './perform.ts';

/** Returns a new deal, mostly in the first team. */
export function newDeal({ stage, machine, random }: Working, id: string): StagedEdit {
  const { pick, chance } = random;
  const { one, two } = stage.teams;
  const people = Object.values(stage.people);
  const teamId = machine.person === 'moe' ? two : chance(0.9) ? one : null;
  return {
    id,
    entity: 'crm/deal',
    create: {
      ownerId: machine.person === 'ann' ? pick(people).id : stage.people[machine.person].id,
      teamId,
      sharedWith: chance(0.3) ? [pick(people).id] : [],
      fields: {
        name: 'Deal',
        stage: 'prospecting',
        value: usd(pick([0, 5, 10])),
        ...(chance(0.08) ? { externalKey: pick(['c1', 'c2']) } : {}),
      },
    },
  };
}

/** Returns a new task of a deal, owned by a person or by its deal's owner. */
export function newTask({ stage, random }: Working, id: string, deal: string): StagedEdit {
  const ownerId = random.chance(0.2) ? random.pick(Object.values(stage.people)).id : null;
  return stage.task(id, deal, { ownerId, body: `by ${id}` });
}
