import { NativeSelect } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { comparisonIds, type ReportPeriod } from '@outpost/domain/kernel/reports/report-definition';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import { useCatalogue } from '../../records/use-entity.ts';
import { dateFields } from '../../records/report-fields.ts';
import { spanChoices, spanKey, spanText } from '../report-words.ts';

type Props = {
  readonly entity: Entity;
  readonly period: ReportPeriod | undefined;
  readonly onChange: (next: ReportPeriod | undefined) => void;
};

const comparisonWords = {
  before: 'The period before',
  'year-before': 'The same days a year before',
} as const;

/** Changes the period of a report: its date field, its days, and the period that it is compared with. */
export function PeriodEditor({ entity, period, onChange }: Props) {
  const catalogue = useCatalogue();
  const formats = useFormats();
  const dates = useMemo(() => dateFields(catalogue, entity), [catalogue, entity]);
  const choices = useMemo(() => spanChoices(formats), [formats]);
  const own = period?.span;
  const isListed = own === undefined || choices.some(({ key }) => key === spanKey(own));
  return (
    <>
      <NativeSelect
        aria-label="Date of the period"
        value={period?.field ?? ''}
        data={[{ value: '', label: 'No period' }, ...dates.map(({ path, label }) => ({ value: path, label }))]}
        onChange={(event) => {
          const field = event.currentTarget.value;
          onChange(field === '' ? undefined : { ...period, field });
        }}
      />
      {period ? (
        <>
          <NativeSelect
            aria-label="Period"
            value={own === undefined ? '' : spanKey(own)}
            data={[
              { value: '', label: 'All times' },
              ...(isListed ? [] : [{ value: spanKey(own), label: spanText(own, formats) }]),
              ...choices.map(({ key, label }) => ({ value: key, label })),
            ]}
            onChange={(event) => {
              const { span: _before, ...without } = period;
              const chosen = choices.find(({ key }) => key === event.currentTarget.value);
              onChange(chosen ? { ...without, span: chosen.span } : without);
            }}
          />
          <NativeSelect
            aria-label="Compare with"
            value={period.compare ?? ''}
            data={[
              { value: '', label: 'Compare with nothing' },
              ...comparisonIds.map((id) => ({ value: id, label: comparisonWords[id] })),
            ]}
            onChange={(event) => {
              const { compare: _before, ...without } = period;
              const compare = comparisonIds.find((id) => id === event.currentTarget.value);
              onChange(compare ? { ...without, compare } : without);
            }}
          />
        </>
      ) : null}
    </>
  );
}
