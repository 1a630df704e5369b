import type { FieldSpec, FieldValue } from '../field-spec.ts';

/** The way in which the person left an editor. The grid moves on accordingly. */
export type DoneHow = 'enter' | 'tab' | 'shift-tab' | 'escape' | 'blur';

/** The editor's surroundings: a form with its label above, a field row, or a grid's cell. */
export type EditorVariant = 'form' | 'inline' | 'cell';

/** The properties of every field editor. */
export type EditorProps<Spec extends FieldSpec = FieldSpec> = {
  readonly spec: Spec;
  readonly value: FieldValue | undefined;
  /** Called when the person leaves the field, with a valid value that differs from `value`. */
  readonly onChange: (value: FieldValue) => void;
  readonly variant?: EditorVariant | undefined;
  /** An error from outside (a rule, the server). The editor itself reports text that cannot be read. */
  readonly error?: string | undefined;
  readonly autoFocus?: boolean | undefined;
  /**
   * Replaces the field's text at first: the key that opened a cell, or a text that was typed earlier. A form
   * immediately takes it as its value, because a person may submit the form without visiting this field.
   */
  readonly initialText?: string | undefined;
  readonly onDone?: ((how: DoneHow) => void) | undefined;
  /**
   * Called with the text of a typed field at every keystroke, so that no text is lost when the person leaves the screen. Called
   * with `undefined` once the text is stored or discarded.
   */
  readonly onDraft?: ((text: string | undefined) => void) | undefined;
  /** Called whenever the text becomes readable or unreadable. */
  readonly onError?: ((message: string | undefined) => void) | undefined;
};
