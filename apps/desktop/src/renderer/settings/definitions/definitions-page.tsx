import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Icon, type IconName } from '@outpost/ui/parts/icons';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { type ReactNode, useState } from 'react';
import { nameOfPlace, type SettingPlace } from '../../settings-bar/setting-places.ts';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { type Retired, RetiredList } from './retired-list.tsx';
import classes from '../settings.module.css';

type Props = {
  /** The page within the settings, whose name is in the title and among the shortcuts. */
  readonly at: SettingPlace;
  /** One definition: "kind". `inFull`, if its shortcut says more: "kind of record". */
  readonly one: string;
  readonly inFull?: string;
  /** Whether the person may add and change definitions. */
  readonly mayDefine: boolean;
  /** How many definitions are shown. Undefined until they are read. */
  readonly count: number | undefined;
  /** Drawn above the list. */
  readonly above?: ReactNode;
  /** The text in place of an empty list. */
  readonly empty: { readonly icon: IconName; readonly title: string; readonly text: string };
  readonly retired: readonly Retired[];
  /** The consequence for the data of retired definitions, as a sentence. */
  readonly whyRetired: string;
  readonly onBack: (id: string) => void;
  /** Returns the dialog that adds a definition. */
  readonly adding: (onClose: () => void) => ReactNode;
  /** The list. */
  readonly children: ReactNode;
};

/** A page of the settings with the organisation's definitions of one sort: a list, the retired ones, and a dialog that adds one. */
export function DefinitionsPage({
  at,
  one,
  inFull = one,
  mayDefine,
  count,
  above,
  empty,
  retired,
  whyRetired,
  onBack,
  adding,
  children,
}: Props) {
  const [isAdding, setAdding] = useState(false);
  const add = () => setAdding(true);
  const name = nameOfPlace(at);
  useShortcuts(mayDefine ? [{ keys: 'c', label: `New ${inFull}`, section: name, run: add }] : []);
  if (count === undefined) return <SettingsBar at={at} />; // takes some milliseconds
  return (
    <>
      <SettingsBar
        at={at}
        {...(mayDefine && count > 0 ? { primary: { label: `New ${one}`, keys: 'c', onPress: add } } : {})}
      />
      <div className={classes.page}>
        {above}
        {mayDefine ? null : (
          <p className={classes.why} role="note">
            <Icon name="lock" size={14} />
            {`Only administrators add and change ${name.toLowerCase()}. An administrator can give you that role.`}
          </p>
        )}
        {count === 0 ? (
          <EmptyState
            icon={empty.icon}
            title={empty.title}
            {...(mayDefine ? { add: { label: `Add a ${one}`, keys: 'c', onPress: add } } : {})}
          >
            {empty.text}
          </EmptyState>
        ) : (
          children
        )}
        <RetiredList retired={retired} why={whyRetired} onBack={mayDefine ? onBack : undefined} />
      </div>
      {isAdding ? adding(() => setAdding(false)) : null}
    </>
  );
}
