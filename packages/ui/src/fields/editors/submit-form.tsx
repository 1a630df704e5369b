import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

const UnreadContext = createContext<Set<string> | undefined>(undefined);

/** Returns the set to which a field adds itself while its text could not be read; `undefined` outside of a `SubmitForm`. */
export const useUnread = (): Set<string> | undefined => useContext(UnreadContext);

type Props = {
  /**
   * Called by the button, and by Ctrl or Cmd and Enter in any field, and anywhere else in the dialog around the form. `how`: the value of the pressed button. Until its promise
   * settles the form is not submitted again: a second press would make a second record.
   */
  readonly onSubmit: (how: string) => void | Promise<unknown>;
  readonly className?: string | undefined;
  readonly children: ReactNode;
};

/** The field that the keys have left, and the form's button when it was disabled at that moment. */
type Pressed = { readonly field: HTMLElement; readonly disabled: HTMLElement | null };

/**
 * Gives the focus back after the keys that submit a form have taken it from a field: to the first field with an error, else to
 * a disabled button, which shows its reason. In a dialog that stays open without either, to the same field. Leaves the focus
 * where something else has taken it meanwhile.
 */
function giveFocusBack(form: HTMLFormElement | null, { field, disabled }: Pressed): void {
  const now = document.activeElement;
  if (form === null || (now !== null && now !== document.body && !now.contains(form))) return;
  const wrong = form.querySelector<HTMLElement>('[aria-invalid="true"]');
  (wrong ?? disabled ?? (form.closest('[role="dialog"]') ? field : undefined))?.focus();
}

/**
 * A form that is submitted as a whole. It is not submitted while one of its fields has a text that could not be read,
 * because that text is in no value and would be lost. The focus goes to the field, which shows the reason.
 */
export function SubmitForm({ onSubmit, className, children }: Props) {
  const [unread] = useState(() => new Set<string>()); // changes cause no render: a field may add itself just before the submit
  const form = useRef<HTMLFormElement>(null);
  const latest = useRef(onSubmit);
  useLayoutEffect(() => {
    latest.current = onSubmit;
  });
  const isUnderWay = useRef(false);
  const submit = async (how: string) => {
    if (isUnderWay.current) return;
    if (unread.size === 0) {
      isUnderWay.current = true;
      try {
        await latest.current(how);
      } finally {
        isUnderWay.current = false;
      }
    } else form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };
  const [pressed, setPressed] = useState<Pressed>();
  useEffect(() => {
    if (pressed !== undefined) giveFocusBack(form.current, pressed);
  }, [pressed]);
  const onKey = useRef((_event: KeyboardEvent) => {});
  useLayoutEffect(() => {
    onKey.current = (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      const other = event.target instanceof Element ? event.target.closest('form') : null;
      if (other !== null && other !== form.current) return;
      event.preventDefault();
      event.stopPropagation();
      // Leaving the field stores its value. The form is drawn with it before it is submitted: otherwise the former value would be sent.
      const field = document.activeElement;
      if (!(field instanceof HTMLElement)) return void submit('');
      flushSync(() => {
        setPressed(undefined);
        field.blur();
      });
      const button = form.current?.querySelector<HTMLElement>('button[type="submit"]');
      const disabled = button?.getAttribute('aria-disabled') === 'true' ? button : null;
      return void submit('').finally(() => setPressed({ field, disabled })); // drawn after the errors that the submission may show
    };
  });
  useEffect(() => {
    // A dialog without a field has the focus on its cross, outside of the form.
    const place = form.current?.closest<HTMLElement>('[role="dialog"]') ?? form.current;
    const hear = (event: KeyboardEvent) => onKey.current(event);
    place?.addEventListener('keydown', hear, true); // in the capture phase, before an open list of choices takes the Enter
    return () => place?.removeEventListener('keydown', hear, true);
  }, []);
  return (
    <UnreadContext value={unread}>
      <form
        ref={form}
        noValidate
        className={className}
        onSubmit={(event) => {
          event.preventDefault();
          const { submitter } = event.nativeEvent;
          void submit(submitter instanceof HTMLButtonElement ? submitter.value : '');
        }}
      >
        {children}
      </form>
    </UnreadContext>
  );
}
