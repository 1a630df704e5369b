import { installedPacks } from '@outpost/domain/installed-packs';
import { type Catalogue, catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { moveCheck } from '@outpost/domain/kernel/catalogue/workflow';
import { many, total } from '@outpost/domain/kernel/entities/reads';
import { rule } from '@outpost/domain/kernel/entities/rule';
import { deal } from '@outpost/domain/packs/crm/entities/deal.entity';
import { task } from '@outpost/domain/packs/crm/entities/task.entity';

// T-11 … T-13: the product with rules over several records, on the kinds that histories are about. They need no column or table of their own.

const tasks = many(task, 'about', deal);
const isOpen = (done: boolean | undefined): boolean => done !== true;
/** Chosen small, so that histories meet it. */
const mostOpen = 3;

const fewOpenTasks = rule(deal, {
  id: 'RULED-1',
  reads: { tasks },
  check: ({ read }) => {
    const excess = read.tasks.filter(({ fields }) => isOpen(fields.done)).length - mostOpen;
    return excess > 0 ? { message: 'Too many tasks are open.', sizes: { '': excess } } : undefined;
  },
});

const plainBesideUrgent = rule(deal, {
  id: 'RULED-2',
  reads: { byPriority: total(task, 'about', { to: deal, per: 'priority' }) },
  check: ({ read: { byPriority } }) => {
    const excess = (byPriority['high'] ?? 0) - (byPriority['normal'] ?? 0);
    return excess > 0 ? { message: 'A plain task goes with each urgent one.', sizes: { '': excess } } : undefined;
  },
});

const tasksDone = moveCheck(deal, {
  id: 'RULED-3',
  reads: { tasks },
  check: ({ read }) =>
    read.tasks.some(({ fields }) => isOpen(fields.done)) ? { message: 'Finish its tasks first.' } : undefined,
});

/** This build with two rules over the tasks of a deal, and with a check of the move to "won". */
export const ruledCatalogue: Catalogue = catalogueOf(
  installedPacks.map((pack) =>
    pack.name === 'crm'
      ? {
          ...pack,
          rules: [...(pack.rules ?? []), fewOpenTasks, plainBesideUrgent],
          workflows: (pack.workflows ?? []).map((workflow) => ({
            ...workflow,
            moves: workflow.moves.map((move) =>
              workflow.on === deal.name && move.to === 'won' ? { ...move, checks: [...move.checks, tasksDone] } : move,
            ),
          })),
        }
      : pack,
  ),
);
