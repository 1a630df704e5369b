import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { BranchCondition } from '@outpost/domain/kernel/sequences/branch-condition';
import type { SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { useMemo } from 'react';
import { filterWords } from '../../../people/automations/automation-words.ts';
import { useWording, type Worded } from '../../../people/automations/use-wording.ts';
import { branchConditionWords, stepNumber } from './sequence-words.ts';

/** Returns a function that says the condition of a branch of these steps in words. `about`: the kind of record of the sequence. */
export function useConditionWords(about: string, steps: readonly SequenceStep[] | undefined): (when: BranchCondition) => string {
  const worded = useMemo((): Worded => {
    const filters = (steps ?? []).flatMap((step): readonly Filter[] => (step.kind === 'if' && 'record' in step.when ? [step.when.record] : []));
    return { entity: about, trigger: { kind: 'button', label: 'Sequence', by: 'changers' }, steps: [], ...(filters.length === 0 ? {} : { conditions: { and: filters } }) };
  }, [about, steps]); // prettier-ignore
  const wording = useWording(worded);
  const stepOf = (id: string): number | undefined => {
    const place = (steps ?? []).findIndex((step) => step.id === id);
    return place < 0 ? undefined : stepNumber(steps ?? [], place)?.number;
  };
  const filterOf = (where: Filter): string => (wording ? filterWords(wording, where) : 'it matches the filter');
  return (when) => branchConditionWords(when, { filterOf, stepOf });
} // prettier-ignore
