import { NativeSelect, SegmentedControl } from '@mantine/core';
import { hasSeveralPipelines, pipelinesInUse, pipelinesOf } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ChoiceOption } from '@outpost/domain/kernel/entities/fields';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import type { ListSearch } from '../../window/list-address.ts';
import type { NavigationProps } from './view-kind.ts';
import { useSummary } from '../../queries/record-queries.ts';
import { pipelineAsked, pipelinesIn, withPipeline } from '../../records/stages/pipeline-filter.ts';
import { both } from '../../window/list-address.ts';

/** Chosen: a bar of 1,280 px has room for names with this many letters together. Longer ones become one select field. */
const mostLetters = 36;

/**
 * The pipelines of a board, in its bar (PLT-16). The shown one is a part of the list's filter, so an address and a saved view keep it.
 * Nothing is drawn for a kind with one pipeline.
 */
export function PipelineSwitcher(props: NavigationProps) {
  return hasSeveralPipelines(props.entity) ? <Switcher {...props} /> : null;
}

function Switcher({ entity, where, view, address, onAddress }: NavigationProps) {
  const isNarrow = useNarrow();
  const shown = pipelineAsked(entity, where);
  const choices = usePipelinesShown(entity, shown);
  if (choices.length < 2) return null;
  const data = choices.map(({ value, label, isRetired }) => ({
    value,
    label: isRetired === true ? `${label} (retired)` : label,
  }));
  const onChange = (value: string) => onAddress(switchedTo(entity, { view, address }, value), 'push');
  const letters = data.reduce((sum, { label }) => sum + label.length + 2, 0);
  return isNarrow || letters > mostLetters ? (
    <NativeSelect
      size="xs"
      aria-label="Pipeline"
      style={{ flex: 'none', width: 116 }}
      value={shown ?? ''}
      data={data}
      onChange={({ currentTarget: { value } }) => onChange(value)}
    />
  ) : (
    <SegmentedControl
      size="xs"
      style={{ flex: 'none' }}
      aria-label="Pipeline"
      value={shown ?? ''}
      data={data}
      onChange={onChange}
    />
  );
}

/** Returns the pipelines to choose from: those in use, the shown one, and others as long as records are in them. */
function usePipelinesShown(entity: Entity, shown: string | undefined): readonly ChoiceOption[] {
  const pipelines = pipelinesOf(entity);
  const options = pipelines?.field.options ?? [];
  const inUse = pipelinesInUse(entity);
  const groups = useSummary(
    { entity: entity.name, sums: [], ...(pipelines ? { groupBy: pipelines.name } : {}) },
    { isOff: inUse.length === options.length },
  ).data?.groups;
  return options.filter(
    (option) => inUse.includes(option) || option.value === shown || groups?.some(({ value }) => value === option.value),
  );
}

/**
 * Returns the change of the address that shows another pipeline. If the view itself asks for other pipelines, the
 * address replaces its filter.
 */
export function switchedTo(
  entity: Entity,
  { view, address }: Pick<NavigationProps, 'view' | 'address'>,
  pipeline: string,
): Pick<ListSearch, 'where' | 'instead'> {
  const isInView = pipelinesIn(entity, view?.where).some(({ value }) => value === pipeline);
  if (isInView || address.instead === true) return { where: withPipeline(entity, address.where, pipeline) };
  return { where: withPipeline(entity, both(view?.where, address.where), pipeline), instead: true };
}
