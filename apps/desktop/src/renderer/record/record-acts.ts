import { type Catalogue, childEntities } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import type { QuickAct } from '@outpost/domain/kernel/catalogue/views';
import type { RecordPanelProps } from '@outpost/ui/record/record-panel';
import type { ShownRecord } from '../../bridge/contract.ts';
import type { NewRecordWish } from '../records/creating/new-record-dialog.tsx';
import type { ShownDialog } from '../slots/slots-of.tsx';

/** A quick act with the kind of record that it creates. */
export type RecordAct = QuickAct & { readonly makes: Entity };

/** Returns the quick acts on records of a kind: those of the kinds that can belong to it, in their order (T-20). */
export const recordActsOf = (catalogue: Catalogue, entity: Entity): readonly RecordAct[] =>
  childEntities(catalogue, entity.name)
    .flatMap((makes) => (catalogue.views.get(makes.name)?.quickActs ?? []).map((act) => ({ ...act, makes })))
    .toSorted((a, b) => a.place - b.place);

type Buttons = {
  readonly acts: readonly RecordAct[];
  readonly why: string | undefined;
  readonly onAct: (act: RecordAct) => void;
  /** Dialogs of packs that this kind of record offers (T-21). */
  readonly dialogs: readonly ShownDialog[];
  readonly onDialog: (name: ShownDialog['name']) => void;
};

/** Returns the buttons of quick acts and of dialogs, in the order of their places. With `why` the quick acts are disabled. */
export function actButtons({ acts, why, onAct, dialogs, onDialog }: Buttons): NonNullable<RecordPanelProps['acts']> {
  const buttons = [
    ...acts.map((act) => ({
      ...act,
      onPress: () => onAct(act),
      ...(why === undefined ? {} : { disabledReason: why }),
    })),
    ...dialogs.map((dialog) => ({ ...dialog, id: dialog.name, onPress: () => onDialog(dialog.name) })),
  ].toSorted((a, b) => a.place - b.place);
  return buttons.map(({ id, label, icon, key, onPress, ...more }) => ({
    id,
    label,
    icon,
    ...(key === undefined ? {} : { keys: key }),
    onPress,
    ...('disabledReason' in more ? { disabledReason: more.disabledReason } : {}),
  }));
}

/**
 * Returns the initial values of an act's form on a record. `entity`: the record's kind. `nowMs`: the present, Unix milliseconds.
 */
export function newRecordWishOf(
  act: RecordAct,
  { entity: on, record, nowMs }: { readonly entity: Entity; readonly record: ShownRecord; readonly nowMs: number },
): NewRecordWish {
  const { makes, fields, asks, now, takes = {}, id, title, done, note, past, needsOneOf, plain, picks } = act;
  const parent = makes.parent === undefined ? undefined : makes.fields[makes.parent];
  return {
    entity: makes.name,
    form: id,
    fields: {
      ...fields,
      ...(makes.parent === undefined || parent?.type !== 'ref'
        ? {}
        : { [makes.parent]: refValue(parent, record.entity, record.id) }),
      ...(now === undefined ? {} : { [now]: new Date(nowMs).toISOString() }),
      ...Object.fromEntries(
        Object.entries(takes).map(([name, by]) => [name, record.fields[on.reach?.[by] ?? ''] ?? null]),
      ),
    },
    asks,
    title,
    ...(done === undefined ? {} : { done }),
    ...(note === undefined ? {} : { note }),
    ...(past === undefined ? {} : { past }),
    ...(needsOneOf === undefined ? {} : { needsOneOf }),
    ...(plain === undefined ? {} : { plain }),
    ...(picks === undefined ? {} : { picks }),
  };
}
