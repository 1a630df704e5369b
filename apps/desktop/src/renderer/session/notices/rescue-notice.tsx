import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { rescueNoteKey, rescueNoteSchema } from '../../../bridge/rescue-note.ts';
import { useLocal } from '../../queries/use-local.ts';
import { rescueWords } from './rescue-words.ts';
import classes from '../session.module.css';

/**
 * Shows on every page that the file on this device was damaged, and the content that was saved (S-5), until it is closed.
 */
export function RescueNotice() {
  const [kept, keep] = useLocal(rescueNoteKey);
  const note = rescueNoteSchema.safeParse(kept);
  if (!note.success) return null; // there is no note, or the person has closed it
  return (
    <div role="status" className={classes.standing}>
      <Icon name="warning" />
      <span>{rescueWords(note.data).join(' ')}</span>
      <Button size="sm" onClick={() => keep(null)}>
        I have read this
      </Button>
    </div>
  );
}
