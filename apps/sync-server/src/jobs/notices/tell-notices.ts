import { canSee } from '@outpost/domain/kernel/access/access';
import { kindsKeptOff } from '@outpost/domain/kernel/access/kept-off-devices';
import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { SendableKind } from '@outpost/domain/kernel/notifications/notice-wishes';
import { isRead, markId } from '@outpost/domain/kernel/notifications/read-marks';
import type { Asker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import type { Transaction } from '../../db/database.ts';
import { recordsOf } from '../../records/load/load.ts';
import type { ToldNotice } from './notice-lines.ts';
import type { NoticedOne } from './noticed-people.ts';

/** A notification that waits to be sent, as `store.notice_due` has it. `at`: the instant at which it came. */
export type DueNotice = {
  readonly kind: SendableKind;
  readonly about: string;
  readonly at: string;
  readonly by_id: string;
  readonly entity: string;
  readonly record_id: string;
  readonly count: number;
};

/** A notification with its words, and the record that they name. */
export type ToldDue<D extends DueNotice> = ToldNotice & { readonly due: D; readonly record: string | undefined };

/** As on devices: older notifications are no news. */
const goesBackMs = 30 * 86_400_000;

/** NTF-3: whether a notification is no news any more: its person has read it, or it is too old. */
export const isOver = ({ marks }: NoticedOne, { kind, about, at }: DueNotice, now: string): boolean =>
  Date.parse(now) - Date.parse(at) > goesBackMs || isRead(marks, { id: markId(at, kind, about), at });

/** Whether a person works for the organisation now. */
export const worksHere = ({ person: { fields } }: NoticedOne, { principal }: Asker): boolean =>
  fields['status'] === 'active' && principal.memberships.length > 0;

type Telling<D extends DueNotice> = { readonly due: readonly D[]; readonly owner: Asker; readonly reader: Asker };

/** NTF-3: returns the notifications whose records both people see now, with the words that the reader may see. */
export async function tellAll<D extends DueNotice>(
  tx: Transaction,
  { due, owner, reader }: Telling<D>,
): Promise<readonly ToldDue<D>[]> {
  const { tenant } = owner;
  const records = new Map<string, StoredRecord>();
  const read = async (entity: string, ids: readonly string[]) => {
    if (!tenant.catalogue.entities.has(entity)) return;
    for (const record of await recordsOf(tx, tenant, { entity, ids })) records.set(record.id, record);
  };
  for (const [entity, some] of Map.groupBy(due, (one) => one.entity)) await read(entity, some.map(({ record_id: id }) => id)); // prettier-ignore
  const abouts = due.flatMap(({ kind, record_id: id }) => (kind === 'told' ? (aboutOf(tenant, records.get(id)) ?? []) : [])); // prettier-ignore
  for (const [entity, some] of Map.groupBy(abouts, (one) => one.entity))
    await read(
      entity,
      some.map(({ id }) => id),
    );
  await read(accessEntities.person, [...new Set(due.map(({ by_id: by }) => by))]);
  const seen = (id: string | undefined): StoredRecord | undefined => {
    const record = id === undefined ? undefined : records.get(id);
    return record?.life === 'alive' && sees(owner, record) && sees(reader, record) ? record : undefined;
  };
  return due.flatMap((one): readonly ToldDue<D>[] => {
    const { kind, by_id: by, record_id: id, count } = one;
    const author = records.get(by)?.fields['name'];
    const common = { kind, count, due: one, who: typeof author === 'string' ? author : 'A program' };
    if (kind !== 'told') {
      const record = seen(id);
      return record
        ? [{ ...common, record: id, title: titleOf(entityOf(tenant.catalogue, record.entity), record), words: '' }]
        : [];
    }
    const notice = records.get(id);
    if (notice?.life !== 'alive' || !sees(owner, notice)) return [];
    const about = seen(aboutOf(tenant, notice)?.id);
    const isOwn = reader.principal.userId === owner.principal.userId;
    if (!isOwn && !about) return [];
    const { words } = notice.fields;
    const title = about ? titleOf(entityOf(tenant.catalogue, about.entity), about) : '';
    // The words were written for their owner alone.
    return [{ ...common, record: about?.id, title, words: isOwn && typeof words === 'string' ? words : 'an automation has told or asked something' }]; // prettier-ignore
  });
}

/** Whether a person sees a record, and the organisation lets its kind leave the server for them (PLT-44). */
const sees = ({ principal, tenant, settings }: Asker, record: StoredRecord): boolean =>
  canSee(principal, tenant.catalogue, record) &&
  !kindsKeptOff(principal, tenant.catalogue, settings?.keptOff ?? []).has(record.entity);

function aboutOf({ catalogue }: Asker['tenant'], notice: StoredRecord | undefined) {
  const field = catalogue.entities.get(automationKinds.notice)?.fields['about'];
  const value = notice?.fields['about'];
  return field?.type === 'ref' && typeof value === 'string' ? refTarget(field, value) : undefined;
}
