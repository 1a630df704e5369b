import { assertNever } from '@outpost/domain/kernel/assert-never';
import { fieldText } from '../field-text.ts';
import { FieldWords } from '../field-words.tsx';
import { useFormats } from '../../formats/formats-context.tsx';
import { Icon } from '../../parts/icons.tsx';
import { AddressField } from './address-field.tsx';
import { ChoiceField } from './choice-field.tsx';
import { DateField } from './date-field.tsx';
import type { EditorProps } from './editor-props.ts';
import { FileField } from './file-field.tsx';
import { FlagField } from './flag-field.tsx';
import { GeoField } from './geo-field.tsx';
import { MarkdownField } from './markdown-field.tsx';
import { RefField } from './refs/ref-field.tsx';
import { RepeatField } from './repeat-field.tsx';
import { SealedField } from './sealed-field.tsx';
import { TagsField } from './tags-field.tsx';
import { TypedFieldEditor } from './typed-field.tsx';
import classes from './field-editor.module.css';

/** The properties of an editor, the same for every kind of field. */
export type FieldEditorProps = EditorProps;

/** The editor for a field of any kind. A field that cannot be changed shows the reason instead. */
export function FieldEditor(props: FieldEditorProps) {
  const formats = useFormats();
  const { spec } = props;
  if (spec.readOnlyReason !== undefined && spec.kind !== 'sealed' && spec.kind !== 'file') {
    return (
      <div role="group" aria-label={spec.label}>
        <div className={classes.label}>{spec.label}</div>
        <div className={classes.readOnly} dir="auto">
          <FieldWords spec={spec} value={props.value}>
            {fieldText(spec, props.value, formats) || '—'}
          </FieldWords>
          <span className={classes.spread} />
          <Icon name="lock" size={14} />
        </div>
        <div className={classes.help}>{spec.readOnlyReason}</div>
      </div>
    );
  }
  switch (spec.kind) {
    case 'long-text':
      // A cell has no room for a toolbar: there the text is typed with its marks.
      return spec.isMarkdown === true && props.variant !== 'cell' ? (
        <MarkdownField {...props} spec={spec} />
      ) : (
        <TypedFieldEditor {...props} />
      );
    case 'text':
    case 'email':
    case 'phone':
    case 'money':
    case 'percent':
    case 'number':
    case 'duration':
    case 'json':
      return <TypedFieldEditor {...props} />;
    case 'date':
    case 'instant':
      return <DateField {...props} spec={spec} />;
    case 'geo':
      return <GeoField {...props} spec={spec} />;
    case 'choice':
      return <ChoiceField {...props} spec={spec} />;
    case 'tags':
      return <TagsField {...props} spec={spec} />;
    case 'flag':
      return <FlagField {...props} spec={spec} />;
    case 'ref':
      return <RefField {...props} spec={spec} />;
    case 'address':
      return <AddressField {...props} spec={spec} />;
    case 'repeat':
      return <RepeatField {...props} spec={spec} />;
    case 'file':
      return <FileField {...props} spec={spec} />;
    case 'sealed':
      return <SealedField {...props} spec={spec} />;
    default:
      return assertNever(spec);
  }
}
