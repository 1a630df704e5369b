import { calculateAs } from '@outpost/domain/kernel/query/calculate';
import type { Calculation } from '@outpost/domain/kernel/catalogue/calculations/calculation';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { Form } from '@outpost/ui/fields/editors/form';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { useMemo, useState } from 'react';
import { useRecordList } from '../queries/record-queries.ts';
import { specOfField } from '../records/field-spec-of.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import { usePrincipal } from '../session/session-context.tsx';
import classes from './calculation-page.module.css';

const noNames = {};

/**
 * Removes the bounds from a field, so that the calculation itself reports a number out of bounds. An editor that refused the
 * number would leave the previous answer.
 */
function withoutBounds(spec: FieldSpec): FieldSpec {
  if (spec.kind !== 'number' && spec.kind !== 'percent') return spec;
  const { min: _min, max: _max, ...open } = spec;
  return open;
}

/** Returns the organisation's record of the settings that the calculation names, as soon as it is read (T-24). */
function useCalculationSettings({ settings }: Calculation) {
  const question = { entity: settings?.on ?? '', sort: [{ field: 'id', direction: 'asc' }], limit: 1 } as const;
  return useRecordList({ ...question, sort: [...question.sort] }, { isOff: settings === undefined }).data?.rows[0];
}

/** The form of a calculation, and its answer below as soon as there is one (T-18). Nothing is written. */
export function CalculationPage({ calculation }: { readonly calculation: Calculation }) {
  const { label, summary, takes, gives } = calculation;
  const formats = useFormats();
  /** Amounts are listed below each other, so all of them show cents: $6.00 and $53.97. */
  const inCents: Formats = { ...formats, money: (value) => formats.money(value, { decimals: 'always' }) };
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const sources = useSpecSources(noNames);
  const [values, setValues] = useState<Readonly<Record<string, JsonValue>>>({});
  const specs = useMemo(
    () => Object.entries(takes).map(([name, field]) => withoutBounds(specOfField(name, field, sources))),
    [takes, sources],
  );
  const settings = useCalculationSettings(calculation);
  const answer = calculateAs({ principal, catalogue, settings }, calculation, values);
  const path = !answer.ok && answer.code === 'request/invalid' ? answer.details.path : '';
  const [, name = ''] = path.split('.'); // the first part is "body"
  const isTyped = !isEmptyValue(values[name] ?? null);
  return (
    <>
      <ViewBar title={label} />
      <div className={classes.page}>
        <p className={classes.summary}>{summary}</p>
        <Form
          specs={specs}
          values={values}
          onChange={(id, value) => setValues((before) => ({ ...before, [id]: value }))}
          errors={!answer.ok && isTyped ? { [name]: answer.message } : {}}
          autoFocus
        />
        {answer.ok ? (
          <dl className={classes.answer} aria-label="Answer">
            {Object.entries(gives).map(([given, field]) => (
              <div key={given}>
                <dt>{field.label}</dt>
                <dd>{fieldText(specOfField(given, field, sources), answer.value[given] ?? null, inCents)}</dd>
              </div>
            ))}
          </dl>
        ) : isTyped ? null : (
          <p className={classes.summary} role="status">
            {answer.message}
          </p>
        )}
      </div>
    </>
  );
}
