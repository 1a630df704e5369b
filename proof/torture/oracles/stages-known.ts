import { StageId } from '@outpost/domain/packs/platform/ids';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { must, type Truth } from './history-oracles.ts';
import { addedStages, neededField, packStages } from '../../builds/own-stages.ts';
import type { Machine } from '../machines/machine.ts';
import type { JournalEntry } from './journal-oracles.ts';

// PLT-9, written independently of the product's code: which stages deals have, by the definitions of the tenant.

type Stages = Readonly<Record<string, { readonly label: string; readonly isRetired: boolean }>>;

/** Returns the stages of deals that follow from the definitions on the server: of several for one stage, the living one counts. */
function stagesIn(truth: Truth): Stages {
  const stages: Record<string, { label: string; isRetired: boolean }> = {};
  for (const [value, label] of Object.entries(packStages)) stages[value] = { label, isRetired: false };
  const made = ({ createdAt, id }: StoredRecord) => `${createdAt} ${id}`;
  const definitions = [...truth.records.values()]
    .filter(({ entity }) => entity === StageId.kind)
    .toSorted((a, b) => (made(a) < made(b) ? -1 : 1));
  const ofValue = (value: string): StoredRecord | undefined => {
    const all = definitions.filter(({ fields }) => fields['value'] === value);
    return all.find(({ life }) => life === 'alive') ?? all[0];
  };
  for (const value of [...Object.keys(packStages), ...Object.keys(addedStages)]) {
    const own = ofValue(value);
    if (!own) continue;
    const isAlive = own.life === 'alive';
    if (!isAlive && value in packStages) continue; // as the pack declares it again
    const label = own.fields['label'];
    stages[value] = {
      label: typeof label === 'string' ? label : (packStages[value] ?? value),
      isRetired: !isAlive || own.fields['retired'] === true,
    };
  }
  return stages;
}

/** Checks that a device at rest knows the stages of deals as its tenant has defined them: names, additions, retirements. */
export function checkStagesKnown(machine: Machine, truth: Truth, sees: boolean): void {
  const field = machine.tenant.device.catalogue.entities.get('crm/deal')?.fields['stage'];
  if (field?.type !== 'choice' || !sees) return;
  const known = Object.fromEntries(
    field.options.map(({ value, label, isRetired }) => [value, { label, isRetired: isRetired === true }]),
  );
  const wanted = stagesIn(truth);
  for (const value of new Set([...Object.keys(known), ...Object.keys(wanted)]))
    must(
      sameJson(known[value] ?? null, wanted[value] ?? null),
      'PLT-9',
      () => `${machine.name} knows ${value} as ${JSON.stringify(known[value])}; it is ${JSON.stringify(wanted[value])}`,
    );
}

/**
 * Walks the journal: a deal moves to an added stage only after it was defined, and no stage has two living definitions. A deal
 * moves to a stage that asks for a field only where the field is filled in (PLT-53). Undos, and acts that were agreed before a loss
 * and sent again (`isReturned`), are not asked.
 */
export function checkStagesDefined(
  journal: readonly JournalEntry[],
  isReturned: (act: string | null) => boolean,
): void {
  const valueOf = new Map<string, string>();
  const alive = new Set<string>();
  const asking = new Map<string, boolean>();
  const filled = new Map<string, JsonValue>();
  for (const { n, entity, record, changed, kind, act, undoes } of journal) {
    if (record === null || kind === 'erased') continue;
    if (entity === StageId.kind) {
      const value = changed['value']?.[1];
      if (typeof value === 'string') valueOf.set(record, value);
      const needs = changed['needs']?.[1];
      if (needs !== undefined) asking.set(record, Array.isArray(needs) && needs.includes(neededField));
      const life = changed['life']?.[1];
      if (kind === 'created' || life === 'alive') alive.add(record);
      else if (life !== undefined) alive.delete(record);
      const twins = [...alive].filter((one) => valueOf.get(one) === valueOf.get(record));
      must(twins.length <= 1, 'PLT-9', () => `${valueOf.get(record) ?? ''} has two definitions at ${n}`);
      continue;
    }
    const now = entity === 'crm/deal' ? changed[neededField]?.[1] : undefined;
    if (now !== undefined) filled.set(record, now);
    const stage = entity === 'crm/deal' ? changed['stage']?.[1] : undefined;
    if (typeof stage !== 'string') continue;
    const isAsked = kind !== 'created' && undoes === null && !isReturned(act);
    const definition = [...alive].find((one) => valueOf.get(one) === stage);
    must(
      !isAsked || definition === undefined || asking.get(definition) !== true || (filled.get(record) ?? null) !== null,
      'PLT-53',
      () => `${n} moves ${record} to ${stage}, which asks for ${neededField}`,
    );
    if (stage in packStages) continue;
    must(
      [...valueOf.values()].includes(stage),
      'PLT-9',
      () => `${n} moves ${record} to ${stage}, which nobody has defined`,
    );
  }
}
