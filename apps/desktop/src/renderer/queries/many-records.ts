import type { Filter } from '@outpost/domain/kernel/questions/list-query';

/** Many records at once, such as the selected ones: those of a list that match a filter. */
export type ManyRecords = {
  readonly entity: string;
  readonly life: 'alive' | 'deleted';
  readonly where?: Filter;
  readonly search?: string;
};
