import { Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Button } from '../parts/button.tsx';
import classes from './confirm-by-typing.module.css';

/** A confirmation for acts that cannot be undone: it shows the consequences and requires a typed word. */
export type ConfirmByTypingProps = {
  readonly isOpen: boolean;
  readonly title: string;
  /** The consequences of the act: which records it affects, and which it does not. */
  readonly children: ReactNode;
  /** The text that the person must type. Case and surrounding spaces do not matter. */
  readonly phrase: string;
  readonly actLabel: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
};

function Question({ children, phrase, actLabel, onConfirm, onClose }: ConfirmByTypingProps) {
  const [typed, setTyped] = useState('');
  const isRight = typed.trim().toLocaleLowerCase() === phrase.toLocaleLowerCase();
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isRight) onConfirm();
      }}
    >
      <div className={classes.text}>{children}</div>
      <TextInput
        label={
          <>
            Type <b>{phrase}</b> to go on
          </>
        }
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
        autoComplete="off"
      />
      <div className={classes.acts}>
        <Button variant="quiet" onClick={onClose}>
          Keep everything
        </Button>
        <Button type="submit" className={classes.danger} disabled={!isRight}>
          {actLabel}
        </Button>
      </div>
    </form>
  );
}

/** The dialog. */
export function ConfirmByTyping(props: ConfirmByTypingProps) {
  return (
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={props.title}
      size={440}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {props.isOpen ? <Question {...props} /> : null}
    </Modal>
  );
}
