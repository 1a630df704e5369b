import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import type { ReactNode } from 'react';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';

type Props = {
  readonly title: string;
  /** The words of the button that adds it. */
  readonly addLabel: string;
  readonly onAdd: () => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** The dialog of a new definition: its form, a button that adds it, and one that closes the dialog. */
export function NewDefinitionDialog({ title, addLabel, onAdd, onClose, children }: Props) {
  return (
    <Dialog onClose={onClose} title={title} size={520}>
      <SubmitForm className={dialog.dialog} onSubmit={onAdd}>
        {children}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" keys="mod+enter">
            {addLabel}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
