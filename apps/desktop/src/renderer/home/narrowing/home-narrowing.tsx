import { NativeSelect } from '@mantine/core';
import { hasSeveralPipelines, livePipelines, pipelinesOf } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { spanWords } from '@outpost/ui/filter/filter';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { manyOf } from '../../records/entity-shape.ts';
import { type HomeSearch, homePeriods } from './home-search.ts';
import classes from './narrowing.module.css';

export type HomeNarrowingProps = {
  /** The kinds of the panels. */
  readonly kinds: readonly Entity[];
  readonly search: HomeSearch;
  readonly onSearch: (next: HomeSearch) => void;
};

/** The period and the pipelines that the panels of the home page follow. A pipeline is offered for each kind with several. */
export function HomeNarrowingFields({ kinds, search, onSearch }: HomeNarrowingProps) {
  const piped = kinds.filter((kind) => hasSeveralPipelines(kind) && livePipelines(kind).length > 1);
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label="Period"
        value={search.period ?? ''}
        data={[
          { value: '', label: 'Period of each panel' },
          ...homePeriods.map((period) => ({ value: period, label: spanWords[period] })),
        ]}
        onChange={({ currentTarget: { value } }) =>
          onSearch({ ...search, period: homePeriods.find((period) => period === value) })
        }
      />
      {piped.map((kind) => (
        <NativeSelect
          key={kind.name}
          size="xs"
          aria-label={piped.length > 1 ? `Pipeline of ${manyOf(kind)}` : 'Pipeline'}
          value={search.pipelines?.[kind.name] ?? ''}
          data={[
            { value: '', label: piped.length > 1 ? `All pipelines of ${manyOf(kind)}` : 'All pipelines' },
            ...livePipelines(kind).map(({ value, label }) => ({ value, label })),
          ]}
          onChange={({ currentTarget: { value } }) => onSearch({ ...search, pipelines: chosen(search, kind, value) })}
        />
      ))}
    </>
  );
}

/** Returns the chosen pipelines with another one for a kind; undefined where none is chosen. */
function chosen({ pipelines = {} }: HomeSearch, kind: Entity, value: string): HomeSearch['pipelines'] {
  const { [kind.name]: _before, ...rest } = pipelines;
  const isOne = pipelinesOf(kind)?.field.options.some((option) => option.value === value) ?? false;
  const next = isOne ? { ...rest, [kind.name]: value } : rest;
  return Object.keys(next).length === 0 ? undefined : next;
}

/** The same choices in the page of a narrow window, whose bar has no room for them. */
export function NarrowWindowHomeNarrowing(props: HomeNarrowingProps) {
  return useNarrow() ? (
    <div className={classes.chips}>
      <HomeNarrowingFields {...props} />
    </div>
  ) : null;
}
