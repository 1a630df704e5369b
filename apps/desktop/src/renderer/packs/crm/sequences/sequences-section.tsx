import { useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { PanelSection } from '@outpost/ui/parts/panel-section';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { StateLine } from '../../../people/listed-beside.tsx';
import { useRecordList, useRecords } from '../../../queries/record-queries.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import type { RecordPartProps } from '../../../slots/pack-screens.ts';
import { enrolmentState } from './enrolment-state.ts';
import { sequenceKinds } from './sequence-kinds.ts';
import { stepsOf } from './sequence-words.ts';
import { useEnrolmentActs } from './use-enrolment-acts.ts';
import { enrolmentKind } from './use-sequences.ts';
import { useWhen } from './use-when.ts';
import classes from './sequences.module.css';

/** Chosen: a record is in few sequences. */
const mostShown = 10;

/** The sequences that a record is in or has been in, with where it stands. The section appears with the first. */
export function SequencesSection({ entity, record }: RecordPartProps) {
  const isOfKind = sequenceKinds.some((kind) => kind === entity.name);
  const { data } = useRecordList(
    {
      entity: enrolmentKind.name,
      where: { field: 'about', op: 'is', value: `${record.entity}:${record.id}` },
      sort: [{ field: 'createdAt', direction: 'desc' }],
      limit: mostShown,
    },
    { isOff: !isOfKind },
  );
  const rows = isOfKind ? (data?.rows ?? []) : [];
  const refs = data?.refs ?? {};
  const named = [...new Set(rows.flatMap(({ fields }) => [textIn(fields['sequence']), textIn(fields['sequenceVersion'])]))]; // prettier-ignore
  const held = useRecords(named);
  if (rows.length === 0) return null;
  return (
    <PanelSection title="Sequences">
      <ul className={classes.enrolments}>
        {rows.map((row) => (
          <Enrolled
            key={row.id}
            enrolment={row}
            name={refs[textIn(row.fields['sequence'])]?.title ?? textIn(row.fields['name'])}
            sequence={held.find(({ id }) => id === row.fields['sequence'])}
            version={held.find(({ id }) => id === row.fields['sequenceVersion'])}
          />
        ))}
      </ul>
    </PanelSection>
  );
}

type EnrolledProps = {
  readonly enrolment: ShownRecord;
  readonly name: string;
  readonly sequence: ShownRecord | undefined;
  readonly version: ShownRecord | undefined;
};

/** One sequence of a record: where it stands, and what the person can do. */
function Enrolled({ enrolment, name, sequence, version }: EnrolledProps) {
  const now = useNowMs();
  const when = useWhen();
  const actsOf = useEnrolmentActs();
  const steps = stepsOf(version);
  const state = enrolmentState(enrolment, {
    steps,
    isSequencePaused: sequence?.fields['paused'] === true,
    now,
    when,
  });
  return (
    <li>
      <b dir="auto">{name}</b>
      <StateLine state={state} />
      <span className={classes.buttons}>
        {actsOf(enrolment, steps).map(({ id, label, press }) => (
          <Button key={id} size="sm" variant="quiet" onClick={press}>
            {label} <span className="outpost-visually-hidden">{name}</span>
          </Button>
        ))}
      </span>
    </li>
  );
}
