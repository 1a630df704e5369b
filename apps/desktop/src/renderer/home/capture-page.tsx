import { Button } from '@outpost/ui/parts/button';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { RefusedState } from '@outpost/ui/states/refused-state';
import { useEffect, useRef, useState } from 'react';
import { oneOf } from '../records/entity-shape.ts';
import { NewRecordDialog } from '../records/creating/new-record-dialog.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import { type Make, useMakes } from './use-makes.ts';
import classes from './home.module.css';

/**
 * The page of the small window for quick capture: it asks for the kind of the note, then shows its form. The window
 * closes when the form is sent or left; text that was typed is kept as in every form. In a browser the page stays.
 */
export function CapturePage() {
  const { shell } = useAppPorts();
  const makes = useMakes();
  const [only] = makes.length === 1 ? makes : [];
  const [chosen, choose] = useState<Make | undefined>(only);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  useShortcuts(
    makes.map((make) => ({
      keys: make.key,
      label: `New ${oneOf(make.entity)}`,
      section: 'Quick capture',
      run: () => choose(make),
    })),
  );
  useShortcuts([
    { keys: 'escape', label: 'Close', section: 'Quick capture', run: () => shell?.ask({ kind: 'close-window' }) },
  ]);
  const close = () => {
    choose(undefined);
    shell?.ask({ kind: 'close-window' });
  };
  if (makes.length === 0)
    return (
      <RefusedState title="Your role cannot add records">An administrator can give you a role that can.</RefusedState>
    );
  return (
    <main className={classes.capture}>
      <h1>What do you want to note?</h1>
      {makes.map((make, place) => (
        <Button
          key={make.entity.name}
          {...(place === 0 ? { ref: first } : {})}
          icon={make.entity.icon}
          keys={make.key}
          onClick={() => choose(make)}
        >
          New {oneOf(make.entity)}
        </Button>
      ))}
      {chosen ? <NewRecordDialog wish={chosen.wish} onClose={close} /> : null}
    </main>
  );
}
