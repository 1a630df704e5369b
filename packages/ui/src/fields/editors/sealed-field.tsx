import type { SpecOf } from '../field-spec.ts';
import { Icon } from '../../parts/icons.tsx';
import type { EditorProps } from './editor-props.ts';
import classes from './field-editor.module.css';

/**
 * A sealed value (K-4). The mask has a fixed width and so does not show the value's length. Revealing the value is a separate
 * act.
 */
export function SealedField({ spec, variant = 'form' }: EditorProps<SpecOf<'sealed'>>) {
  const reveal = spec.onReveal ? (
    <button type="button" className={classes.link} onClick={spec.onReveal} aria-label={`Reveal ${spec.label}`}>
      Reveal
    </button>
  ) : null;
  if (variant !== 'form')
    return (
      <span className={classes.sealedInline}>
        <Icon name="lock" size={14} label="Sealed" />
        <span aria-hidden>••••</span>
        {reveal}
      </span>
    );
  return (
    <div role="group" aria-label={spec.label}>
      <div className={classes.label}>{spec.label}</div>
      <div className={classes.sealed}>
        <Icon name="lock" label="Sealed" />
        <span aria-hidden>••••••••</span>
        <span className={classes.spread} />
        {reveal}
      </div>
      <div className={classes.help}>{spec.help ?? 'Sealed. Revealing needs a network and is recorded.'}</div>
    </div>
  );
}
