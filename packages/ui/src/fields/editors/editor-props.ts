import type { FieldSpec, FieldValue } from '../field-spec.ts';

/** How an editor was left: the grid moves on accordingly. */
export type DoneHow = 'enter' | 'tab' | 'shift-tab' | 'escape' | 'blur';

/** Where the editor stands: in a form with its label above, in a field row, or in a grid's cell. */
export type EditorVariant = 'form' | 'inline' | 'cell';

/** What every field editor takes. */
export type EditorProps<Spec extends FieldSpec = FieldSpec> = {
  readonly spec: Spec;
  readonly value: FieldValue | undefined;
  /** Called when the field is left, with values that can be stored and differ from `value`. */
  readonly onChange: (value: FieldValue) => void;
  readonly variant?: EditorVariant | undefined;
  /** An error from outside (a rule, the server); what can't be read is told by the editor itself. */
  readonly error?: string | undefined;
  readonly autoFocus?: boolean | undefined;
  /** The key that opened the cell: it replaces what was there. */
  readonly initialText?: string | undefined;
  readonly onDone?: ((how: DoneHow) => void) | undefined;
  /** Every keystroke of a typed field, so that nothing is lost when one leaves; nothing once it is stored or given up. */
  readonly onDraft?: ((text: string | undefined) => void) | undefined;
  /** Told whenever what stands here can or can't be read. */
  readonly onError?: ((message: string | undefined) => void) | undefined;
};
