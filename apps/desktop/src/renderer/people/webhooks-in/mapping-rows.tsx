import { NativeSelect, TextInput } from '@mantine/core';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import { mappableFields, type MappedValue } from '@outpost/domain/kernel/webhooks-in/source-mapping';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { IconButton } from '@outpost/ui/parts/button';
import { useId } from 'react';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import type { SourceDraft } from './use-source-draft.ts';
import classes from './webhooks-in.module.css';

type Props = { readonly draft: SourceDraft; readonly problemAt: string | undefined };

/** Shows the values of a list or an object as they came. */
const cutText = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);

/** The fields of the record, each with the place in the payload from which its value comes, and the value that the sample gives. */
export function MappingRows({ draft, problemAt }: Props) {
  const { entity, mapping, change, places } = draft;
  const list = useId();
  if (entity === undefined) return null;
  const fields = mappableFields(entity);
  const chosen = fields.filter(([name]) => mapping.fields[name] !== undefined);
  const others = fields.filter(([name]) => mapping.fields[name] === undefined);
  const set = (name: string, value: MappedValue | undefined) => {
    const { [name]: _, ...rest } = mapping.fields;
    change({ fields: value === undefined ? rest : { ...mapping.fields, [name]: value } });
  };
  return (
    <section aria-label="Fields" className={classes.column}>
      <div className={classes.head}>
        <h3>Fields</h3>
      </div>
      <datalist id={list}>
        {places.map(({ path, value }) => (
          <option key={path} value={path}>
            {cutText(JSON.stringify(value))}
          </option>
        ))}
      </datalist>
      <ul className={classes.rows}>
        {chosen.map(([name, field]) => (
          <Row
            key={name}
            draft={draft}
            name={name}
            field={field}
            value={mapping.fields[name] ?? { from: '' }}
            list={list}
            problemAt={problemAt}
            onChange={(value) => set(name, value)}
          />
        ))}
      </ul>
      {others.length === 0 ? null : (
        <NativeSelect
          label="Add a field"
          data={[{ value: '', label: 'Choose…' }, ...others.map(([name, { label }]) => ({ value: name, label }))]}
          value=""
          onChange={(event) => {
            const name = event.currentTarget.value;
            if (name !== '') set(name, { from: '' });
          }}
        />
      )}
    </section>
  );
}

type RowProps = {
  readonly draft: SourceDraft;
  readonly name: string;
  readonly field: Field;
  readonly value: MappedValue;
  readonly list: string;
  readonly problemAt: string | undefined;
  readonly onChange: (value: MappedValue | undefined) => void;
};

function Row({ draft, name, field, value, list, problemAt, onChange }: RowProps) {
  const { label } = field;
  const isFixed = 'is' in value;
  const isWrong = problemAt === `fields.${name}`;
  return (
    <li className={classes.row}>
      <NativeSelect
        label={label}
        withAsterisk={field.required}
        aria-label={`${label}: where its value comes from`}
        data={[
          { value: 'from', label: 'From the payload' },
          { value: 'is', label: 'Always the same' },
        ]}
        value={isFixed ? 'is' : 'from'}
        onChange={(event) => onChange(event.currentTarget.value === 'is' ? { is: firstText(field) } : { from: '' })}
      />
      {isFixed ? (
        <Fixed field={field} text={value.is} onText={(is) => onChange({ is })} />
      ) : (
        <TextInput
          aria-label={`${label}: place in the payload`}
          placeholder={draft.places.length === 0 ? 'lead.email' : 'Choose or type a place'}
          list={list}
          value={value.from}
          maxLength={300}
          error={isWrong}
          spellCheck={false}
          autoComplete="off"
          dir="ltr"
          classNames={{ input: classes.code ?? '' }}
          onChange={(event) => onChange({ from: event.currentTarget.value })}
        />
      )}
      <IconButton label={`Leave out ${label}`} icon="close" onClick={() => onChange(undefined)} />
      <ReadValue draft={draft} name={name} value={value} />
    </li>
  );
}

const firstText = (field: Field): string => (field.type === 'choice' ? (field.options[0]?.label ?? '') : field.type === 'flag' ? 'yes' : ''); // prettier-ignore

type FixedProps = { readonly field: Field; readonly text: string; readonly onText: (text: string) => void };

function Fixed({ field, text, onText }: FixedProps) {
  const label = `${field.label}: the value`;
  const options = field.type === 'choice' ? field.options.map((one) => one.label) : field.type === 'flag' ? ['yes', 'no'] : undefined; // prettier-ignore
  if (options === undefined)
    return <TextInput aria-label={label} value={text} maxLength={2_000} onChange={(event) => onText(event.currentTarget.value)} />; // prettier-ignore
  const known = options.find((one) => one.toLowerCase() === text.toLowerCase());
  return (
    <NativeSelect
      aria-label={label}
      data={known === undefined && text !== '' ? [text, ...options] : options}
      value={known ?? text}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
}

/** The value that the sample gives for a field, or the reason why it gives none. */
function ReadValue({ draft, name, value }: { readonly draft: SourceDraft; readonly name: string; readonly value: MappedValue }) {
  const { mapped, entity } = draft;
  const formats = useFormats();
  if (mapped === undefined || entity === undefined) return null;
  const fault = mapped.faults.find(({ field }) => field === name);
  if (fault) return <p className={classes.read} data-tone="bad">{fault.message}</p>;
  const got = mapped.values[name];
  if (got !== undefined && 'is' in value) return null;
  if (got !== undefined) return <Shown entity={entity} name={name} got={got} formats={formats} />;
  const isOpen = 'from' in value && value.from === '';
  return <p className={classes.read}>{isOpen ? 'Choose its place in the payload.' : 'The sample has nothing there: the field stays as it is.'}</p>;
} // prettier-ignore

type ShownProps = {
  readonly entity: NonNullable<SourceDraft['entity']>;
  readonly name: string;
  readonly got: NonNullable<SourceDraft['mapped']>['values'][string];
  readonly formats: ReturnType<typeof useFormats>;
};

function Shown({ entity, name, got, formats }: ShownProps) {
  const spec = useFieldSpecs(entity, useRefNames({})).get(name);
  const text = spec === undefined ? JSON.stringify(got) : fieldText(spec, got, formats);
  return (
    <p className={classes.read}>
      In the sample: <span dir="auto">{cutText(text)}</span>
    </p>
  );
}
