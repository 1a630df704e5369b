import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { EventTime } from '@outpost/ui/calendar/calendar-model';
import { whenText } from '@outpost/ui/calendar/calendar-words';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { oneOf } from '../records/entity-shape.ts';
import { Dialog } from '../window/dialog.tsx';
import dialogClasses from '../window/dialog.module.css';
import { useAddAt } from './use-add-at.ts';

/** Asks for the kind of a new record in a calendar of several kinds. `time`: the chosen slot, if there is one. */
export function ChooseKindDialog({
  kinds,
  time,
  onClose,
}: {
  readonly kinds: readonly Entity[];
  readonly time: EventTime | undefined;
  readonly onClose: () => void;
}) {
  const formats = useFormats();
  const addAt = useAddAt();
  return (
    <Dialog title={time === undefined ? 'What do you add?' : `Add on ${whenText(time, formats)}`} onClose={onClose}>
      <div className={dialogClasses.dialog}>
        {kinds.map((entity) => (
          <Button
            key={entity.name}
            icon={entity.icon}
            onClick={() => {
              onClose();
              addAt(entity, time);
            }}
          >
            New {oneOf(entity)}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
