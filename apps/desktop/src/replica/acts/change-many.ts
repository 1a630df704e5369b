import { unknownEntity } from '@outpost/domain/kernel/catalogue/catalogue';
import type { ListQuery } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { type ChangedMany, type ChangeManyWish, recordsInPiece } from '../../bridge/change-many.ts';
import type { Device } from '../device/device.ts';
import { judgeManyChange } from './change-piece.ts';
import type { PersonActs } from './person-acts.ts';

type ManyParts = {
  readonly device: Device;
  readonly acts: PersonActs;
  readonly rows: (
    query: ListQuery,
  ) => Promise<Result<{ readonly rows: readonly { readonly id: string }[]; readonly next: string | null }>>;
};

/**
 * Changes the next records of a list, in the order of their ids. So no record is skipped when a change takes records
 * out of the list. Each piece is one act of the person. All pieces together are one group and one undo.
 */
export async function changeMany(
  { device, acts, rows: rowsOf }: ManyParts,
  { entity: name, where, search, life, after, change, act }: ChangeManyWish,
): Promise<Result<ChangedMany>> {
  const entity = device.catalogue.entities.get(name);
  if (!entity) return unknownEntity(name);
  const wrong = judgeManyChange(entity, change);
  if (wrong) return wrong;
  const listed = await rowsOf({
    entity: name,
    life,
    sort: [],
    limit: recordsInPiece,
    ...(where === undefined ? {} : { where }),
    ...(search === undefined ? {} : { search }),
    ...(after === null ? {} : { after }),
  });
  if (!listed.ok) return listed;
  const { rows, next } = listed.value;
  const group = act?.group ?? device.ports.ids.newId();
  const piece = { entity, ids: rows.map(({ id }) => id), change, label: act?.label ?? entity.label.many, group };
  const changed = await acts.changePiece(piece, act === null);
  if (!changed.ok) return changed;
  const { act: _act, ...said } = changed.value;
  return accept({
    ...said,
    refused: [...said.refused],
    values: [...said.values],
    group: act === null ? null : group,
    next,
  });
}
