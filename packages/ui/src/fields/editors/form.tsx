import { type ReactNode, useEffect, useId, useState } from 'react';
import type { FieldSpec, FieldValue } from '../field-spec.ts';
import { Icon } from '../../parts/icons.tsx';
import { FieldEditor, type FieldEditorProps } from './field-editor.tsx';
import { useUnread } from './submit-form.tsx';
import classes from './form.module.css';

/**
 * A form in one column with labels above the fields. Leaving a field stores its value, so an existing record needs no save
 * button.
 */
export type FormProps = {
  readonly specs: readonly FieldSpec[];
  readonly values: Readonly<Record<string, FieldValue | undefined>>;
  readonly onChange: (id: string, value: FieldValue) => void;
  /** Errors from rules or the server, by field. */
  readonly errors?: Readonly<Record<string, string | undefined>> | undefined;
  /** Texts that were typed earlier into fields of this form and not left, by field. */
  readonly texts?: Readonly<Record<string, string>> | undefined;
  /** Called with a field's text at every keystroke, and with `undefined` once the text is stored or discarded. */
  readonly onText?: ((id: string, text: string | undefined) => void) | undefined;
  readonly autoFocus?: boolean | undefined;
  /** Lists all errors at the end, with links to the fields. */
  readonly showsErrors?: boolean | undefined;
  readonly children?: ReactNode;
};

/** Lists all errors in one place. A press on an error moves the focus to its field. */
export function ErrorSummary({
  errors,
  prefix,
}: {
  readonly errors: readonly { readonly id: string; readonly label: string; readonly message: string }[];
  readonly prefix: string;
}) {
  if (errors.length === 0) return null;
  const go = (id: string) =>
    document.getElementById(`${prefix}${id}`)?.querySelector<HTMLElement>('input, textarea, button')?.focus();
  return (
    <div role="alert" className={classes.summary}>
      <Icon name="warning" />
      <ul>
        {errors.map((error) => (
          <li key={error.id}>
            <button type="button" className={classes.link} onClick={() => go(error.id)}>
              {error.label}
            </button>
            : {error.message}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** One field of a form. While its text can't be read, the whole form around it is not submitted. */
function FormField({ id, onError, ...editor }: FieldEditorProps & { readonly id: string }) {
  const unread = useUnread();
  useEffect(() => () => void unread?.delete(id), [unread, id]);
  return (
    <div id={id}>
      <FieldEditor
        {...editor}
        onError={(message) => {
          if (message === undefined) unread?.delete(id);
          else unread?.add(id);
          onError?.(message);
        }}
      />
    </div>
  );
}

const none = {};

/** Draws the fields of `specs` in order. */
export function Form({
  specs,
  values,
  onChange,
  errors = {},
  texts = none,
  onText,
  autoFocus = false,
  showsErrors = false,
  children,
}: FormProps) {
  const prefix = useId();
  const [own, setOwn] = useState<Readonly<Record<string, string | undefined>>>({});
  const [found] = useState(texts); // each keystroke changes `texts`
  const all = specs.flatMap((spec) => {
    const message = own[spec.id] ?? errors[spec.id];
    return message === undefined ? [] : [{ id: spec.id, label: spec.label, message }];
  });
  return (
    <div className={classes.form}>
      {specs.map((spec, index) => (
        <FormField
          key={spec.id}
          id={`${prefix}${spec.id}`}
          spec={spec}
          value={values[spec.id]}
          onChange={(value) => onChange(spec.id, value)}
          error={errors[spec.id]}
          initialText={found[spec.id]}
          onDraft={onText && ((text) => onText(spec.id, text))}
          autoFocus={autoFocus && index === 0}
          onError={(message) =>
            setOwn((current) => (current[spec.id] === message ? current : { ...current, [spec.id]: message }))
          }
        />
      ))}
      {showsErrors ? <ErrorSummary errors={all} prefix={prefix} /> : null}
      {children}
    </div>
  );
}
