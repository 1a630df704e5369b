import { TextInput } from '@mantine/core';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { Dialog } from '../window/dialog.tsx';
import classes from '../window/dialog.module.css';

/** Asks for a view's name before it is saved. */
export function SaveViewDialog({
  onSave,
  onClose,
}: {
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState('');
  return (
    <Dialog onClose={onClose} title="Save as a view">
      <form
        noValidate
        className={classes.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') {
            onSave(name.trim().slice(0, 60));
            onClose();
          }
        }}
      >
        <TextInput
          label="Name"
          description="Keeps filters, order and grouping. It stays on this device."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={60}
        />
        <div className={classes.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={name.trim() === ''}>
            Save the view
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
