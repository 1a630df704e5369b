import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useEntitiesNotKept } from '../records/use-kinds-not-kept.ts';
import classes from './not-kept.module.css';

/**
 * names, above lists and sums of several kinds, the kinds that this device does not keep. Draws nothing where it keeps all.
 */
export function NotKeptNote() {
  const formats = useFormats();
  const kinds = useEntitiesNotKept();
  if (kinds.length === 0) return null;
  const names = formats.list(kinds.map(({ label }) => label.many));
  return (
    <p className={classes.note} role="note">
      <Icon name="lock" size={14} />
      <span>Not kept on this device: {names}. This page does not include them. Open their list to ask the server.</span>
    </p>
  );
}
