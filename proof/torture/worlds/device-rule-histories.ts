import type { JsonValue } from '@outpost/domain/kernel/json';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import type { ProofServer } from '../../stage/proof-server.ts';
import { ProofStage, type StagedDevice } from '../../stage/proof-stage.ts';

// AUT-21, AUT-22: people change deals, offline for some time, while an automation on devices makes a task for each change of the source. Some devices
// have its rule, others have it late. At the end each run of the server has exactly one task, whichever side has made it, and no task lacks a run.

const steps = 30;
/** Chosen: few, so that two devices make the same change. */
const sources = ['Call', 'Mail'];
const trigger: JsonValue = { kind: 'change', on: ['created', 'changed'], fields: ['source'], after: { field: 'source', op: 'is-not-empty' }, onDevices: true }; // prettier-ignore
const makesTask: JsonValue = [{ id: 'task', kind: 'create', entity: 'crm/task', set: { subject: { text: 'Task of {name}' }, about: { record: true }, ownerId: { of: 'ownerId' } } }]; // prettier-ignore

async function writeAutomation(stage: ProofStage, ann: StagedDevice): Promise<void> {
  const [automation, version] = [stage.newId(), stage.newId()];
  await ann.act([
    { entity: 'platform/automation', id: automation, create: { fields: { name: 'Sources' } } },
    { entity: 'platform/automation-version', id: version, create: { fields: { name: 'Sources, version 1', automation, number: 1, forEntity: 'crm/deal', trigger, steps: makesTask } } },
  ]); // prettier-ignore
  await ann.act([{ entity: 'platform/automation', id: automation, fields: { live: version } }]);
}

/** One step of a person: they make a deal, change the source of one or several, or change or delete a task. */
async function work(stage: ProofStage, device: StagedDevice, random: SeededRandom): Promise<void> {
  const alive = (entity: string) =>
    device.tenant.device.lookups.recordsOf(entity).filter(({ life }) => life === 'alive');
  const [deals, tasks] = [alive('crm/deal'), alive('crm/task')];
  const drawn = random.below(10);
  if (deals.length < 2 || drawn === 0) {
    const source = random.chance(0.5) ? { source: random.pick(sources) } : {};
    await device.act([stage.deal(stage.newId(), source)]);
  } else if (drawn < 3 && tasks.length > 0) {
    const change = random.chance(0.4) ? { life: 'deleted' } : { subject: `Changed ${random.below(100)}` };
    await device.act([stage.set(random.pick(tasks).id, change, 'crm/task')]);
  } else {
    const source = random.pick(sources);
    const most = random.chance(0.3) ? 3 : 1;
    const others = deals.filter(({ fields }) => fields['source'] !== source);
    const from = others.length === 0 ? 0 : random.below(others.length);
    const edits = others.slice(from, from + most).map(({ id }) => stage.set(id, { source }));
    if (edits.length > 0) await device.act(edits, { shape: edits.length > 1 ? 'each' : 'together' });
  }
}

/** Returns the rows of the server that break the rule. */
async function findBreach(server: ProofServer, { orgId }: ProofStage): Promise<string | undefined> {
  const runs = await server.rows(orgId, `select record_id::text as deal, count(*) as runs, count(*) filter (where status <> 'done') as stopped from store.automation_run group by 1`); // prettier-ignore
  const tasks = await server.rows(orgId, `select split_part(fields ->> 'about', ':', 2) as deal, count(*) as tasks from store.crm_task group by 1`); // prettier-ignore
  const made = new Map(tasks.map((row) => [row['deal'], Number(row['tasks'])]));
  for (const { deal, runs: count, stopped } of runs) {
    if (Number(stopped) > 0) return `AUT-22: ${String(stopped)} runs of ${String(deal)} have stopped`;
    if (made.get(deal) !== Number(count))
      return `AUT-22: the ${String(count)} runs of ${String(deal)} have ${made.get(deal) ?? 0} tasks`;
    made.delete(deal);
  }
  const [alone] = made;
  return alone === undefined ? undefined : `AUT-22: ${String(alone[0])} has ${alone[1]} tasks and no run`;
}

/** What occurred in a history, so that a test can say that it did something. */
export type DeviceRuleCounts = { readonly runs: number; readonly onDevices: number };

/** Plays a history of rules on real devices and the whole server. `counted`: gets the counts of a history without a fault. */
export async function playDeviceRules(
  server: ProofServer,
  seed: number,
  counted: (counts: DeviceRuleCounts) => void = () => undefined,
): Promise<string | undefined> {
  const random = seededRandom(seed);
  const stage = await ProofStage.set(server);
  try {
    const [ann, ...others] = [await stage.device('ann'), await stage.device('mia'), await stage.device('mia')]; // prettier-ignore
    const devices = [ann, ...others];
    await stage.settle(...devices);
    await writeAutomation(stage, ann);
    for (let place = 0; place < steps; place += 1) {
      const device = random.pick(devices);
      const drawn = random.below(10);
      if (drawn === 0) await device.push();
      else if (drawn < 3) await stage.settle(device);
      else if (drawn === 3) await server.carryOutAutomations(stage.orgId);
      else await work(stage, device, random);
    }
    await stage.settle(...devices);
    await server.carryOutAutomations(stage.orgId);
    const breach = await findBreach(server, stage);
    if (breach !== undefined) return `seed ${seed}: ${breach}`;
    const [counts] = await server.rows(stage.orgId, `select count(*) as runs, count(*) filter (where why is not null) as here from store.automation_step`); // prettier-ignore
    counted({ runs: Number(counts?.['runs']), onDevices: Number(counts?.['here']) });
    const faults = devices.flatMap((device) => device.faults);
    return faults.length === 0 ? undefined : `seed ${seed}: ${String(faults[0])}`;
  } finally {
    await stage.end();
  }
}
