import { usd } from '@outpost/domain/testing/usd';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { documentsOf } from '../../oracles/history-oracles.ts';
import { newTask } from './new-records.ts';
import { perform, type WorkableRecords, type Working } from './perform.ts';

/** The work of people on the tasks of a deal, where rules read all of them together (`ruled-build.ts`). */
export function ruledWork(at: Working, { deal, deals, task, tasks }: WorkableRecords): Promise<void> | undefined {
  const { stage, random } = at;
  if (!deal) return undefined;
  const priority = () => random.pick(['high', 'high', 'normal', 'low']);
  const make = (more: Readonly<Record<string, JsonValue>> = {}) => {
    const made = newTask(at, random.uuid(), deal.id);
    return 'create' in made ? { ...made, create: { ...made.create, fields: { ...made.create.fields, priority: priority(), ...more } } } : made; // prettier-ignore
  };
  const other = random.pick(deals);
  const ofDeal = tasks.filter(({ fields }) => fields['about'] === `crm/deal:${deal.id}`).slice(0, 3);
  const plain = tasks.find(({ fields }) => fields['priority'] === 'normal');
  const ways = [
    () =>
      plain &&
      perform(at, 'give a plain one away', [stage.set(plain.id, { about: `crm/deal:${other.id}` }, 'crm/task')]),
    () => perform(at, 'add tasks, each', [make(), make()], { shape: 'each' }),
    () => perform(at, 'add tasks, each', [make(), make(), make()], { shape: 'each' }),
    () => perform(at, 'add tasks', [make(), make({ done: true })]),
    () => perform(at, 'add a plain task', [make({ priority: 'normal', done: random.chance(0.5) })]),
    () => task && perform(at, 'finish', [stage.set(task.id, { done: true }, 'crm/task')]),
    () => task && perform(at, 'reopen', [stage.set(task.id, { done: false }, 'crm/task')]),
    () => task && perform(at, 'set a priority', [stage.set(task.id, { priority: priority() }, 'crm/task')]),
    () => task && perform(at, 'give it to another deal', [stage.set(task.id, { about: `crm/deal:${other.id}` }, 'crm/task')]), // prettier-ignore
    () => ofDeal.length > 0 && perform(at, 'finish all', ofDeal.map(({ id }) => stage.set(id, { done: true }, 'crm/task'))), // prettier-ignore
    () => perform(at, 'win', [stage.set(deal.id, { stage: 'won', closedOn: '2026-11-20', value: usd(9) })]),
    () => other.id !== deal.id && perform(at, 'merge', [stage.set(other.id, { life: `merged:${deal.id}` })]),
  ];
  return random.pick(ways)() || undefined;
}

/**
 * Works at the bound of a rule, on deals that several people work on. It opens a task where the rule allows one more,
 * and otherwise finishes one.
 */
export async function workAtTheBound(at: Working): Promise<void> {
  const alive = documentsOf(at.machine.staged).filter(({ life }) => life === 'alive');
  for (const deal of alive.filter(({ entity }) => entity === 'crm/deal').slice(0, 2)) {
    const open = alive.filter(({ fields }) => fields['about'] === `crm/deal:${deal.id}` && fields['done'] !== true);
    const [first] = open;
    const isFull = open.length > 2 && first;
    const edit = isFull ? at.stage.set(first.id, { done: true }, 'crm/task') : newTask(at, at.random.uuid(), deal.id);
    await perform(at, 'work at the bound', [edit]);
  }
}
