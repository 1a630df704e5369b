import { minutesPerStop, roundKilometresPerHour } from '@outpost/domain/kernel/geo/round';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { GeoPoint } from '@outpost/domain/kernel/geo/geo-point';
import { distanceText } from '@outpost/ui/fields/distance-text';
import type { FieldSpec, FieldValue } from '@outpost/ui/fields/field-spec';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useMemo, useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { isWarning, refusalText, saveAnyway, useActs } from '../queries/use-acts.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { useBridge } from '../window/app-ports.tsx';
import { Dialog } from '../window/dialog.tsx';
import { useLatest } from '../window/use-latest.ts';
import classes from '../window/dialog.module.css';
import { planRequest, type VisitKind, visitTimes } from './plan-round.ts';

type Props = {
  readonly entity: Entity;
  /** The kinds of which the person may make visits; at least one. */
  readonly kinds: readonly VisitKind[];
  readonly records: readonly ShownRecord[];
  /** The places of the records, in the same order. */
  readonly places: readonly GeoPoint[];
  readonly onClose: () => void;
};

/** Names the button that sends the act in spite of a warning. */
const anyway = 'anyway';
const quarterHour = 15 * 60_000;
const labels = { start: 'First stop at', makes: 'Make for each stop' } as const;
const noErrors: Readonly<Record<string, string>> = {};

/** The values and errors of the form, and the function that makes the act. A refusal is an error of its field. */
function usePlanForm({ entity, kinds, records, places, onClose }: Props) {
  const now = useNow();
  const bridge = useBridge();
  const { person } = useSignedIn();
  const { saidDone } = useActs();
  const { values, latest, change } = useLatest<Readonly<Record<string, FieldValue>>>(() => ({
    start: new Date(Math.ceil(now() / quarterHour) * quarterHour).toISOString(),
    makes: kinds[0]?.makes.name ?? null,
  }));
  const [errors, setErrors] = useState(noErrors);
  const [isWarned, setWarned] = useState(false);
  const plan = async (isAnyway: boolean) => {
    const { start, makes } = latest.current;
    const kind = kinds.find((one) => one.makes.name === makes);
    if (typeof start !== 'string' || !kind)
      return setErrors({
        ...(typeof start === 'string' ? {} : { start: `${labels.start} must be filled in.` }),
        ...(kind ? {} : { makes: `${labels.makes} must be filled in.` }),
      });
    const request = planRequest(kind, { entity, records, places, start, ownerId: person.id });
    const answer = await bridge.call('acts.perform', { ...request, ...(isAnyway ? { anyway: true } : {}) });
    setWarned(!answer.ok && isWarning(answer));
    if (!answer.ok) {
      const field = 'fault' in answer ? undefined : answer.details['field'];
      const isOfStart = field === kind.makes.schedule?.at || kinds.length === 1;
      return setErrors({ [isOfStart ? 'start' : 'makes']: refusalText(answer) });
    }
    saidDone(request.label, answer.value.act);
    return onClose();
  };
  const put = (id: string, value: FieldValue) => {
    change({ [id]: value });
    setErrors(noErrors);
    setWarned(false);
  };
  return { values, errors, isWarned, put, plan };
}

/** Asks for the start of a round, and makes a record for each stop in one act. */
export function PlanRoundDialog(props: Props) {
  const { entity, kinds, records, places, onClose } = props;
  const formats = useFormats();
  const { values, errors, isWarned, put, plan } = usePlanForm(props);
  const specs = useMemo<readonly FieldSpec[]>(() => {
    const options = kinds.map(({ makes }) => ({ value: makes.name, label: makes.label.one }));
    return [
      { id: 'start', label: labels.start, kind: 'instant', isRequired: true },
      ...(kinds.length > 1
        ? [{ id: 'makes', label: labels.makes, kind: 'choice' as const, isRequired: true, options }]
        : []),
    ];
  }, [kinds]);
  const { start } = values;
  const times = typeof start === 'string' ? visitTimes(places, start) : [];
  return (
    <Dialog title="Plan the round in the calendar" size={520} onClose={onClose}>
      <SubmitForm className={classes.dialog} onSubmit={(how) => plan(how === anyway)}>
        <Form specs={specs} values={values} onChange={put} errors={errors} autoFocus showsErrors />
        <ol className={classes.quiet} aria-label="Times of the stops">
          {records.map((record, index) => {
            const at = times[index];
            return (
              <li key={record.id}>
                {at === undefined ? '' : `${formats.time(at)} `}
                <span dir="auto">{titleOf(entity, record)}</span>
              </li>
            );
          })}
        </ol>
        <p className={classes.quiet}>
          The times count {minutesPerStop} minutes for each stop, and{' '}
          {distanceText(roundKilometresPerHour * 1_000, formats)} an hour in a straight line between them.
        </p>
        <div className={classes.acts}>
          <Button onClick={onClose}>Cancel</Button>
          {isWarned ? (
            <Button type="submit" value={anyway}>
              {saveAnyway}
            </Button>
          ) : null}
          <Button type="submit" variant="primary" keys="mod+enter">
            Plan {formats.plural(records.length, 'stop', 'stops')}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
