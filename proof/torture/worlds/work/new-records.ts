import { usd } from '@outpost/domain/testing/usd';
import type { StagedEdit } from '../../../stage/proof-stage.ts';
import { movedName } from '../../../builds/builds.ts';
import type { Machine } from '../../machines/machine.ts';
import type { Working } from './perform.ts';

/** Whether deals of a machine's build have notes of their own (T-27). */
export const hasNotes = (machine: Machine): boolean => movedName in (machine.tenant.device.catalogue.entities.get('crm/deal')?.fields ?? {}); // prettier-ignore

/** Returns a new deal, mostly in the first team. */
export function newDeal({ stage, machine, random, isGrown }: Working, id: string): StagedEdit {
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
        ...(isGrown && hasNotes(machine) && chance(0.7) ? { [movedName]: pick(['a', 'b', 'c']) } : {}),
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
