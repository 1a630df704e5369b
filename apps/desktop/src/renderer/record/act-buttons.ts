import type { RecordPanelProps } from '@outpost/ui/record/record-panel';
import type { RecordAct } from '../records/creating/record-acts.ts';
import type { ShownDialog } from '../slots/slots-of.tsx';

type Buttons = {
  readonly acts: readonly RecordAct[];
  /** Returns the reason why a quick act is disabled. */
  readonly whyNot: (act: RecordAct) => string | undefined;
  readonly onAct: (act: RecordAct) => void;
  /** Dialogs of packs that this kind of record offers (T-21). */
  readonly dialogs: readonly ShownDialog[];
  readonly onDialog: (name: ShownDialog['name']) => void;
};

/** Returns the buttons of quick acts and of dialogs, in the order of their places. */
export function actButtons({ acts, whyNot, onAct, dialogs, onDialog }: Buttons): NonNullable<RecordPanelProps['acts']> {
  const buttons = [
    ...acts.map((act) => {
      const why = whyNot(act);
      return { ...act, onPress: () => onAct(act), ...(why === undefined ? {} : { disabledReason: why }) };
    }),
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
