import { TextInput } from '@mantine/core';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { useEffect, useRef, useState } from 'react';
import type { ShownFactor } from '../../../bridge/calls/identity/factor-calls.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useFormRequests } from '../../queries/use-form-requests.ts';
import { useBridge } from '../../window/app-ports.tsx';
import classes from '../security.module.css';
import { isSetUpKind, setUpWords } from './factor-words.ts';

const kindName = (kind: string): string => (isSetUpKind(kind) ? setUpWords[kind].name : 'Second factor');

type FactorRowProps = {
  readonly factor: ShownFactor;
  readonly onRemove: () => void;
  /** Called when the server has the new name. */
  readonly onRenamed: (name: string) => void;
};

/** A second factor in the person's list. The pencil turns its name into a field. */
export function FactorRow({ factor, onRemove, onRenamed }: FactorRowProps) {
  const formats = useFormats();
  const [isNamed, setNamed] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const wasNamed = useRef(false);
  useEffect(() => {
    if (wasNamed.current && !isNamed) pencil.current?.focus();
    wasNamed.current = isNamed;
  }, [isNamed]);
  if (isNamed)
    return (
      <li className={classes.row}>
        <NameField
          factor={factor}
          onEnd={(name) => {
            setNamed(false);
            if (name !== undefined) onRenamed(name);
          }}
        />
      </li>
    );
  return (
    <li className={classes.row}>
      <span>
        <span dir="auto">{factor.name}</span>
        <small>
          {kindName(factor.kind)}, added {formats.instant(factor.madeAt)}
          {factor.usedAt === null ? '' : `, used ${formats.instant(factor.usedAt)}`}
        </small>
      </span>
      <IconButton ref={pencil} icon="pencil" label={`Rename ${factor.name}`} onClick={() => setNamed(true)} />
      <Button size="sm" onClick={onRemove}>
        Remove<span className="outpost-visually-hidden"> {factor.name}</span>
      </Button>
    </li>
  );
}

/** The field of a factor's name. Enter saves it at the server, and Esc leaves the former name. */
function NameField({
  factor,
  onEnd,
}: {
  readonly factor: ShownFactor;
  /** Called with the new name, or without one if the former name stays. */
  readonly onEnd: (name?: string) => void;
}) {
  const bridge = useBridge();
  const [name, setName] = useState(factor.name);
  const field = useRef<HTMLInputElement>(null);
  const { problem, setProblem, isBusy, send } = useFormRequests((refused) => ({
    field: 'name',
    text: refusalText(refused),
  }));
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const save = async () => {
    const given = name.trim();
    if (isBusy) return;
    if (given === factor.name) return onEnd();
    if (given === '') return setProblem({ field: 'name', text: 'Type a name.' });
    const answer = await send(bridge.call('factors.rename', { id: factor.id, name: given }));
    if (answer.ok) onEnd(given);
  };
  return (
    <form
      className={classes.rename}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        ref={field}
        label={`Name of ${factor.name}`}
        description="Enter saves the name. Esc keeps the former one."
        value={name}
        maxLength={60}
        error={problem?.text}
        data-takes-keys
        data-mantine-stop-propagation="true"
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
          event.stopPropagation();
          onEnd();
        }}
      />
      <div className={classes.acts}>
        <Button size="sm" onClick={() => onEnd()}>
          Cancel
        </Button>
        <Button size="sm" type="submit" disabled={isBusy}>
          Save the name
        </Button>
      </div>
    </form>
  );
}
