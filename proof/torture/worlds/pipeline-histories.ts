import { setTimeout as after } from 'node:timers/promises';
import { waysOf } from '@outpost/domain/engine/moves/ways';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { livePipelines } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import { day } from '@outpost/domain/kernel/entities/field-types';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import type { ProofServer } from '../../stage/proof-server.ts';
import { ProofStage, type StagedDevice } from '../../stage/proof-stage.ts';

// PLT-16: an administrator adds pipelines and stages while others make and move deals, each offline for some time. At the end
// every device must list the deals of each pipeline, as a separate rule in this file derives them from the fields on the server.

type Fields = Readonly<Record<string, JsonValue>>;
const kind = 'crm/deal';
const steps = 60;
/** The pipelines and the stages that administrators add. There are few, so that people meet in them. */
const added = ['renewals', 'partners'];
const stagesAdded = ['due', 'signed'];
/** Chosen: a device gives its records new keys in some milliseconds. */
const [tries, pauseMs] = [300, 10];

/** Returns the pipeline of a deal: that of its field, else the pack's. */
const pipelineIn = (fields: Fields): string => {
  const value = fields['pipeline'];
  return typeof value === 'string' && value !== '' ? value : 'main';
};

const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

/** Returns a device's view of the pipelines as text: the names of the deals in each, and the counts of the groups. */
async function toldBy({ tenant }: StagedDevice, pipelines: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const value of pipelines) {
    const where = { field: 'pipeline', op: 'is', value };
    const list = await tenant.questions.list(listQuerySchema.parse({ entity: kind, where, limit: 500 }));
    lines.push(`${value}: ${list.ok ? namesOf(list.value.rows) : list.message}`);
  }
  const sums = await tenant.questions.summary(summaryQuerySchema.parse({ entity: kind, groupBy: 'pipeline' }));
  const groups = sums.ok ? sums.value.groups.map(({ value, count }) => `${textOf(value)} ${count}`) : [sums.message];
  return [...lines, ...groups.toSorted()].join('\n');
}
const namesOf = (rows: readonly { readonly fields: Fields }[]): string =>
  rows
    .map(({ fields }) => textOf(fields['name']))
    .toSorted()
    .join(', ');

/** Returns the expected text of `toldBy`, from the fields of all deals on the server. */
function expected(deals: readonly Fields[], pipelines: readonly string[]): string {
  const of = Map.groupBy(deals, pipelineIn);
  const lines = pipelines.map((value) => `${value}: ${namesOf((of.get(value) ?? []).map((fields) => ({ fields })))}`);
  return [...lines, ...[...of].map(([value, list]) => `${value} ${list.length}`).toSorted()].join('\n');
}

const own = (id: string, entity: string, fields: Fields) => ({
  id,
  entity,
  create: { ownerId: null, teamId: null, fields: { forEntity: kind, ...fields } },
});

/** One step of a person: a definition by the administrator, or work on a deal. */
async function work(
  stage: ProofStage,
  device: StagedDevice,
  at: { readonly random: SeededRandom; readonly place: number },
) {
  const { random, place } = at;
  const { catalogue } = device.tenant.device;
  const entity = entityOf(catalogue, kind);
  const field = entity.fields['pipeline'];
  const known = field?.type === 'choice' ? field.options.map(({ value }) => value) : [];
  if (device.person === stage.people.ann && random.chance(0.5)) {
    const missing = added.find((value) => !known.includes(value));
    const stages = entity.fields['stage'];
    const next = stagesAdded.find((value) => stages?.type === 'choice' && !stages.options.some((one) => one.value === value)); // prettier-ignore
    if (missing !== undefined && random.chance(0.6))
      return device.act([own(stage.newId(), 'platform/pipeline', { value: missing, label: missing })]);
    if (next !== undefined)
      return device.act([own(stage.newId(), 'platform/stage', { value: next, label: next, like: 'proposal', pipelines: [random.pick(added)] })]); // prettier-ignore
    return undefined;
  }
  const list = await device.tenant.questions.list(listQuerySchema.parse({ entity: kind, limit: 500 }));
  const deals = list.ok ? list.value.rows : [];
  if (deals.length < 3 || random.chance(0.2)) {
    const pipeline = random.pick([null, ...livePipelines(entity).map(({ value }) => value)]);
    const id = stage.newId();
    const inIt = { name: `Deal ${place}`, stage: 'prospecting', ...(pipeline === null ? {} : { pipeline }) };
    return device.act([{ id, entity: kind, create: { ownerId: stage.people.mia.id, teamId: stage.teams.one, sharedWith: [], fields: inIt } }]); // prettier-ignore
  }
  const deal = random.pick(deals);
  if (random.chance(0.3)) return device.act([stage.set(deal.id, { name: `Deal ${place}` })]);
  const pipeline = random.pick([null, ...livePipelines(entity).map(({ value }) => value)]);
  const moved = random.chance(0.5) ? { ...deal.fields, pipeline } : deal.fields;
  const ways = waysOf(entity, catalogue.workflows.get(kind), {
    record: { fields: moved, life: deal.life },
    today: day('2026-11-20'),
    actor: device.person.id,
    denial: () => undefined,
  }).filter(({ why, asks }) => why === null && asks.length === 0);
  if (ways.length === 0) return undefined;
  return device.act([stage.set(deal.id, { stage: random.pick(ways).to, ...(moved === deal.fields ? {} : { pipeline }) })]); // prettier-ignore
}

/**
 * Plays a history of pipelines on real replicas and the whole server. Returns the difference between a device and the server at its
 * end; undefined where there is none.
 */
export async function playPipelines(server: ProofServer, seed: number): Promise<string | undefined> {
  const random = seededRandom(seed);
  const stage = await ProofStage.set(server);
  try {
    const devices = [await stage.device('ann'), await stage.device('mia'), await stage.device('max')];
    await stage.settle(...devices);
    for (let place = 0; place < steps; place += 1) {
      const device = random.pick(devices);
      const drawn = random.below(10);
      if (drawn === 0) await device.push();
      else if (drawn < 3) await stage.settle(device);
      else await work(stage, device, { random, place });
    }
    await stage.settle(...devices);
    const rows = await server.rows(stage.orgId, `select fields from store.crm_deal where life = 'alive'`);
    const deals = rows.map(({ fields }) => fields as Fields); // as selected
    const of = await server.rows(stage.orgId, `select fields ->> 'value' as value from store.platform_pipeline`);
    const wanted = expected(deals, ['main', ...of.map(({ value }) => String(value))]);
    if (of.length === 0) return undefined; // with one pipeline nothing asks for it
    for (const device of devices) {
      let told = '';
      for (let tried = 0; tried < tries && told !== wanted; tried += 1) {
        if (tried > 0) await after(pauseMs);
        told = await toldBy(device, ['main', ...of.map(({ value }) => String(value))]);
      }
      if (told !== wanted) return `seed ${seed}: a device tells\n${told}\nand the server has\n${wanted}`;
      if (device.faults.length > 0) return `seed ${seed}: ${String(device.faults[0])}`;
    }
    return undefined;
  } finally {
    await stage.end();
  }
}
