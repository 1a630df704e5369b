import { usd } from '@outpost/domain/testing/usd';
import { InstalledPackId } from '@outpost/domain/packs/platform/ids';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { valueIn } from '@outpost/domain/kernel/entities/record';
import { documentsOf, must } from '../../oracles/history-oracles.ts';
import { optionalPack } from '../../../builds/packed-build.ts';
import { perform, type WorkableRecords, tell, type Working } from './perform.ts';
import type { PackWorkKind } from '../step.ts';

// T-25: administrators install and remove a pack, offline and at the same time, while others work with its records. And people
// change many records at once, in pieces (a bulk act in parts).

type PackWork = (at: Working, shown: WorkableRecords) => Promise<void> | undefined;

/** Installs the pack before a history begins. */
export const installFirst = (at: Working): Promise<void> =>
  perform(at, 'install', [{ id: at.random.uuid(), entity: InstalledPackId.kind, create: { ownerId: null, teamId: null, sharedWith: [], fields: { pack: optionalPack, release: 1 } } }]); // prettier-ignore

/** The records in one piece. The product's own pieces have 250. */
const inPiece = 2;

/**
 * Changes all deals in pieces, an act each, in one group. Each record has the new value immediately, or the person gets
 * the reason why it has not: always exactly one of the two.
 */
async function changeMany(at: Working, { deals }: WorkableRecords): Promise<void> {
  const { device, acts } = at.machine.tenant;
  const entity = device.catalogue.entities.get('crm/deal');
  if (!entity || deals.length === 0) return;
  const sets = at.random.pick<Record<string, JsonValue>>([
    { stage: at.random.pick(['engaging', 'won', 'won']) },
    { stage: 'won' },
    { value: usd(1 + at.random.below(90)) },
    { ownerId: at.random.pick(Object.values(at.stage.people)).id },
  ]);
  const group = at.random.uuid();
  const ids = deals.map(({ id }) => id);
  for (let from = 0; from < ids.length; from += inPiece) {
    const piece = ids.slice(from, from + inPiece);
    const change = { sets, shifts: {}, adds: {}, removes: {} };
    const said = await acts.changePiece({ entity, ids: piece, change, label: 'change many', group }, false);
    tell(at, `change ${piece.join(', ')} to ${JSON.stringify(sets)}`, said);
    if (!said.ok) return;
    if (said.value.act !== undefined) at.took(said.value.act, group);
    if (!at.isAlone) continue;
    const refused = new Set(said.value.refused.map(({ id }) => id));
    for (const record of documentsOf(at.machine.staged).filter(({ id }) => piece.includes(id))) {
      const isDone = Object.entries(sets).every(([field, to]) => sameJson(valueIn(record, field), to));
      must(
        isDone || refused.has(record.id),
        'T-8',
        () => `${at.machine.name} changed many: ${record.id} is neither changed nor refused`,
        'lost',
      );
    }
  }
}

export const packWorks: Readonly<Record<PackWorkKind, PackWork>> = {
  switchPack: (at, { shown }) => {
    if (at.machine.person !== 'ann' && at.random.chance(0.8)) return undefined;
    const record = shown.find(
      ({ entity, fields }) => entity === InstalledPackId.kind && fields['pack'] === optionalPack,
    );
    if (!record) return undefined;
    const life = record.life === 'alive' ? 'deleted' : 'alive';
    return perform(at, `${life === 'alive' ? 'install' : 'remove'} the pack`, [at.stage.set(record.id, { life }, InstalledPackId.kind)]); // prettier-ignore
  },
  changeMany,
};
