import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { Dialog } from '../../../window/dialog.tsx';
import dialog from '../../../window/dialog.module.css';
import type { SavedVersion } from './use-versions.ts';
import { Differences } from './versions-pane.tsx';
import classes from './editor.module.css';

type Props = {
  readonly version: SavedVersion;
  readonly live: SavedVersion | undefined;
  readonly isPaused: boolean;
  readonly onPut: () => Promise<void>;
  readonly onClose: () => void;
};

/** The records for which a first version starts, and those for which it does not. */
const fromThenOn = {
  change: 'From then on it answers changes. Earlier changes start nothing.',
  button: 'From then on its button is on the page of each record.',
  date: 'From then on it starts when a date comes. Dates whose moment has passed start nothing.',
  schedule: 'From then on it starts at its times. Earlier times start nothing.',
} as const;

/** Asks before a version becomes the live one, and says what changes with it. */
export function PutLiveDialog({ version, live, isPaused, onPut, onClose }: Props) {
  return (
    <Dialog title={`Put version ${version.number} live?`} size={480} onClose={onClose}>
      <SubmitForm className={dialog.dialog} onSubmit={onPut}>
        {live === undefined ? (
          <p className={classes.text}>{fromThenOn[version.definition?.trigger.kind ?? 'change']}</p>
        ) : (
          <>
            <p className={classes.text}>
              It takes the place of version {live.number}. Runs under way keep version {live.number}. What differs:
            </p>
            {version.definition === undefined ? null : <Differences live={live} draft={version.definition} />}
          </>
        )}
        {isPaused ? (
          <p className={classes.text}>The automation is paused. It starts nothing before somebody resumes it.</p>
        ) : null}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" keys="mod+enter">
            Put it live
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
