import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { referredId } from '@outpost/domain/kernel/query/referred-fields';
import type { SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { useEffect, useMemo, useState } from 'react';
import type { RefNames, ShownRecord } from '../../../../../bridge/contract.ts';
import type { ManyRecords } from '../../../../queries/many-records.ts';
import { recordActsOf } from '../../../../records/creating/record-acts.ts';
import { useCatalogue } from '../../../../records/use-entity.ts';
import { useFieldSpecs, useReferredFields, useReferredSpecs } from '../../../../records/use-field-specs.ts';
import { useSignedIn } from '../../../../session/session-context.tsx';
import { useBridge } from '../../../../window/app-ports.tsx';
import { offeredValues, valuesByName } from '../../templates/offered-values.ts';
import { type EnrolmentPlan, planEnrolments } from './enrolment-plan.ts';
import { type EnrolmentGround, readEnrolmentGround } from './read-enrolment-ground.ts';
import { startEach, withoutRefused } from './start-each.ts';

type Asked = {
  readonly entity: Entity;
  readonly list: ManyRecords;
  readonly sequence: ShownRecord;
  readonly version: ShownRecord;
  readonly steps: readonly SequenceStep[];
  readonly newest: ReadonlyMap<string, ShownRecord>;
};

/** The plan as far as it is made. `trying`: this device judges each enrolment as if it were made, for the rights of the person. */
export type PlanState =
  | { readonly state: 'reading' | 'trying' }
  | { readonly state: 'ready'; readonly plan: EnrolmentPlan }
  | { readonly state: 'failed'; readonly message: string };

const noNames: RefNames = {};

/** SEQ-9: returns what would happen to each of many records. It is made once for a selection and a sequence. */
export function useEnrolmentPlan({ entity, list, sequence, version, steps, newest }: Asked): PlanState {
  const bridge = useBridge();
  const catalogue = useCatalogue();
  const formats = useFormats();
  const now = useNow();
  const { person: me } = useSignedIn();
  const referred = useReferredFields(entity);
  const [read, setRead] = useState<EnrolmentGround | Error>();
  const [tried, setTried] = useState<PlanState>();
  const acts = useMemo(() => recordActsOf(catalogue, entity), [catalogue, entity]);
  const [at] = useState(() => new Date(now()).toISOString());
  const key = JSON.stringify([list, sequence.id, version.id]);
  useEffect(() => {
    let isLeft = false;
    const tell = (value: EnrolmentGround | Error) => (isLeft ? undefined : setRead(value));
    const asked = { catalogue, entity, list, sequence, steps, acts, referred, now: at };
    void readEnrolmentGround(bridge, asked).then(tell, (cause: unknown) => tell(cause instanceof Error ? cause : new Error(String(cause)))); // prettier-ignore
    return () => {
      isLeft = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the plan is of the moment when the dialog was opened; what changes meanwhile is judged again when it starts
  }, [bridge, key]);

  const names = read === undefined || read instanceof Error ? noNames : read.names;
  const specs = useFieldSpecs(entity, names);
  const referredSpecs = useReferredSpecs(referred, names);
  const planned = useMemo(() => {
    if (read === undefined || read instanceof Error) return undefined;
    const source = { entity, specs, referred, referredSpecs, me, formats };
    const labels = new Map(offeredValues({ ...source, record: undefined, records: [] }).map(({ path, label }) => [path, label])); // prettier-ignore
    return planEnrolments({
      ...read,
      sequence,
      version,
      steps,
      newest,
      acts,
      now: at,
      labelOf: (path) => labels.get(path) ?? path,
      valuesOf: ({ record }) => {
        const ids = new Set(referred.flatMap((one) => referredId(one, record) ?? []));
        const records = [...ids].flatMap((id) => read.referred.get(id) ?? []);
        return valuesByName(offeredValues({ ...source, record, records }));
      },
    });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for what was read, with the names and words of that moment
  }, [read]);
  useEffect(() => {
    if (planned === undefined) return undefined;
    const stop = new AbortController();
    const run = { label: 'Start a sequence', ownerId: me.id, isTrial: true, signal: stop.signal };
    void startEach(bridge, planned.starts, run).then((end) => {
      if (stop.signal.aborted) return;
      setTried(
        end.state === 'failed'
          ? { state: 'failed', message: end.message }
          : { state: 'ready', plan: withoutRefused(planned, end.sum.refused) },
      );
    });
    return () => stop.abort();
  }, [bridge, planned, me.id]);
  if (read instanceof Error) return { state: 'failed', message: read.message };
  return tried ?? { state: planned === undefined ? 'reading' : 'trying' };
}
