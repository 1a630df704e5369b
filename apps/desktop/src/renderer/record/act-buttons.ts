import type { RecordPanelProps } from '@outpost/ui/record/record-panel';
import type { RecordAct } from '../records/creating/record-acts.ts';
import type { ShownDialog } from '../slots/slots-of.tsx';

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
