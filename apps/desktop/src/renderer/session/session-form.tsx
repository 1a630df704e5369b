import { Button } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { AppMark } from './app-mark.tsx';
import classes from './session.module.css';

type SessionFormProps = {
  readonly title: string;
  readonly about: string;
  /** The text about the form states an outcome, such as a code that was sent. Screen readers say it. */
  readonly isNews?: boolean;
  /** A problem that belongs to no single field. */
  readonly problem?: string | undefined;
  readonly submit: string;
  readonly isBusy: boolean;
  readonly onSubmit: () => void;
  /** Below the button: other ways, then a note. */
  readonly below?: ReactNode;
  /** The fields. */
  readonly children: ReactNode;
};

/** A form of the pages before the app: title, fields, problem, one button, and other ways below it. */
export function SessionForm(props: SessionFormProps) {
  const { title, about, isNews = false, problem, submit, isBusy, onSubmit, below, children } = props;
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={classes.form} onSubmit={send} noValidate>
      <AppMark />
      <div>
        <h1 className={classes.title}>{title}</h1>
        <p className={classes.quiet} role={isNews ? 'status' : undefined}>
          {about}
        </p>
      </div>
      {children}
      {problem === undefined ? null : (
        <p role="alert" className={classes.problem}>
          {problem}
        </p>
      )}
      <Button type="submit" variant="filled" size="md" aria-busy={isBusy} disabled={isBusy}>
        {submit}
      </Button>
      {below}
    </form>
  );
}

/** A link to another way to continue. */
export function SessionLink(props: {
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly children: string;
}) {
  return (
    <button type="button" className={classes.link} onClick={props.onClick} disabled={props.disabled}>
      {props.children}
    </button>
  );
}
