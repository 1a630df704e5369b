import { MultiSelect, NativeSelect, TagsInput } from '@mantine/core';
import { type JsonValue, textsIn } from '@outpost/domain/kernel/json';
import { useEffect, useState } from 'react';
import { type FieldSpec, type RefOption, withoutFormat } from '../fields/field-spec.ts';
import { type FieldCondition, countedSpans, operandOf, spanWords } from './filter.ts';
import { FieldEditor } from '../fields/editors/field-editor.tsx';
import { asList } from '../fields/json-shapes.ts';
import { clockText } from './filter-words.ts';
import { useFormats } from '../formats/formats-context.tsx';
import { AreaValue, CircleValue } from './place-value.tsx';
import classes from './filter-builder.module.css';

type ValueProps = {
  readonly spec: FieldSpec;
  readonly condition: FieldCondition;
  readonly onChange: (value: JsonValue) => void;
};

function RefMany({
  spec,
  condition,
  onChange,
}: ValueProps & { readonly spec: Extract<FieldSpec, { readonly kind: 'ref' }> }) {
  const [text, setText] = useState('');
  const [options, setOptions] = useState<readonly RefOption[]>([]);
  const { search } = spec;
  useEffect(() => {
    const stop = new AbortController();
    void search(text, stop.signal).then(
      (found) => {
        if (!stop.signal.aborted) setOptions(found);
      },
      () => undefined,
    ); // the search failed: no options are offered
    return () => stop.abort();
  }, [text, search]);
  const chosen = [...textsIn(condition.value)];
  const nameOf = (id: string) => (id === '@me' ? 'Me' : (spec.nameOf?.(id) ?? 'Not shared with you'));
  const data = new Map([
    ...(spec.isPerson ? [['@me', 'Me'] as const] : []),
    ...chosen.map((id) => [id, nameOf(id)] as const),
    ...options.map((option) => [option.id, option.name] as const),
  ]);
  return (
    <MultiSelect
      aria-label={`${spec.label}, value`}
      size="xs"
      data={[...data].map(([value, label]) => ({ value, label }))}
      value={chosen}
      onChange={onChange}
      searchable
      searchValue={text}
      onSearchChange={setText}
      filter={({ options: all }) => all}
      placeholder={chosen.length === 0 ? 'Names' : ''}
      hidePickedOptions
    />
  );
}

/** The value of one condition, edited with the editor for its operator and kind of field. */
export function FilterValue({ spec, condition, onChange }: ValueProps) {
  const formats = useFormats();
  const operand = operandOf(condition.op);
  if (operand === 'none') return null;
  if (operand === 'circle') return <CircleValue spec={spec} condition={condition} onChange={onChange} />;
  if (operand === 'area') return <AreaValue spec={spec} condition={condition} />;
  if (operand === 'span') {
    const spans = [
      ...Object.entries(spanWords).map(([value, words]) => ({ value, words })),
      ...countedSpans.map((span) => ({ value: JSON.stringify(span.value), words: span.words })),
    ];
    const current =
      typeof condition.value === 'string'
        ? condition.value
        : condition.value === undefined
          ? ''
          : JSON.stringify(condition.value);
    const clock = clockText(condition.value, formats);
    return (
      <NativeSelect
        aria-label={`${spec.label}, span`}
        size="xs"
        value={current}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange(value.startsWith('{') ? (JSON.parse(value) as JsonValue) : value); // this component wrote the text in the list above
        }}
        data={[
          { value: '', label: 'Choose', disabled: true },
          ...spans.map((span) => ({ value: span.value, label: span.words })),
          ...(clock === undefined ? [] : [{ value: current, label: clock }]), // a chart has asked for it
        ]}
      />
    );
  }
  if (operand === 'many') {
    if (spec.kind === 'ref') return <RefMany spec={spec} condition={condition} onChange={onChange} />;
    const chosen = [...textsIn(condition.value)];
    const options = spec.kind === 'choice' || spec.kind === 'tags' ? spec.options : undefined;
    if (options)
      return (
        <MultiSelect
          aria-label={`${spec.label}, value`}
          size="xs"
          data={options.map(({ value, label }) => ({ value, label }))}
          value={chosen}
          onChange={onChange}
          searchable
          hidePickedOptions
          placeholder={chosen.length === 0 ? 'Choose' : ''}
        />
      );
    return (
      <TagsInput
        aria-label={`${spec.label}, value`}
        size="xs"
        value={chosen}
        onChange={onChange}
        splitChars={[',', ';']}
        placeholder={chosen.length === 0 ? 'Words' : ''}
      />
    );
  }
  const bare: FieldSpec = {
    ...(spec.kind === 'long-text' || spec.kind === 'address' || spec.kind === 'email' || spec.kind === 'phone'
      ? { id: spec.id, label: spec.label, kind: 'text' as const }
      : withoutFormat(spec)), // people look for parts of a value
    isRequired: false,
    readOnlyReason: undefined,
    ...(spec.kind === 'ref' ? { create: undefined } : {}), // a filter names records that exist
  };
  if (spec.kind === 'flag')
    return (
      <NativeSelect
        aria-label={`${spec.label}, value`}
        size="xs"
        value={condition.value === false ? 'no' : 'yes'}
        onChange={(event) => onChange(event.currentTarget.value === 'yes')}
        data={[
          { value: 'yes', label: 'Yes' },
          { value: 'no', label: 'No' },
        ]}
      />
    );
  if (operand === 'two') {
    const [low = null, high = null] = asList(condition.value);
    return (
      <span className={classes.two}>
        <FieldEditor
          spec={{ ...bare, label: `${spec.label}, from` }}
          value={low}
          onChange={(value) => onChange([value, high])}
          variant="inline"
        />
        <span>and</span>
        <FieldEditor
          spec={{ ...bare, label: `${spec.label}, to` }}
          value={high}
          onChange={(value) => onChange([low, value])}
          variant="inline"
        />
      </span>
    );
  }
  return (
    <FieldEditor
      spec={{ ...bare, label: `${spec.label}, value` }}
      value={condition.value}
      onChange={onChange}
      variant="inline"
    />
  );
}
