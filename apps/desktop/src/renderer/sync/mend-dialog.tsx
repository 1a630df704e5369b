import type { JsonValue } from '@outpost/domain/kernel/json';
import { Button } from '@outpost/ui/parts/button';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useMemo, useRef, useState } from 'react';
import { type FormDraft, useFormDraft } from '../queries/use-form-draft.ts';
import { Dialog } from '../window/dialog.tsx';
import type { TrayEntry } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { useActs } from '../queries/use-acts.ts';
import { restoreRequest } from '../records/life-acts.ts';
import { fieldSpecOf } from '../records/field-spec-of.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { useMendWays } from './use-mend-ways.ts';
import dialog from '../window/dialog.module.css';
import classes from './sync.module.css';

/** The number of records of one refused act that can be corrected by hand; larger acts are sent again unchanged. */
const mostMended = 20;

type Values = Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;

/** Returns the wanted values, and the field that the refusal concerns. */
const shownOf = ({ wanted, about }: TrayEntry['reasons'][number]): Values[string] =>
  about ? { ...wanted, [about.field]: about.value } : wanted;

type Props = {
  readonly entry: TrayEntry;
  readonly onClose: () => void;
  readonly onMended: () => void;
  readonly onCopy: () => void;
  readonly onDiscard: () => void;
};

/**
 * Shows the wanted values, which the person corrects; they become a new act. If a record was deleted or given to
 * another person meanwhile, it says so and offers the remaining ways. These are to restore the record, to copy the
 * values, or to discard them.
 */
export function MendDialog(props: Props) {
  const { entry, onClose } = props;
  const draft = useFormDraft(`mend/${entry.id}`);
  return (
    <Dialog isForReading onClose={onClose} title={entry.label} size={520}>
      {draft ? <MendForm {...props} draft={draft} /> : null}
    </Dialog>
  );
}

/** The name of a record's field in the draft, which contains the fields of all records of the act. */
const draftName = (record: string, field: string): string => `${record} ${field}`;
/** Returns the parts of a draft that belong to one record, by field. */
const ofRecord = <T,>(all: Readonly<Record<string, T>>, record: string): Readonly<Record<string, T>> =>
  Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      name.startsWith(draftName(record, '')) ? [[name.slice(record.length + 1), value]] : [],
    ),
  );

function MendForm({ entry, onClose, onMended, onCopy, onDiscard, draft }: Props & { readonly draft: FormDraft }) {
  const bridge = useBridge();
  const { perform, tell } = useActs();
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(
      entry.reasons.map((reason) => [reason.record, { ...shownOf(reason), ...ofRecord(draft.values, reason.record) }]),
    ),
  );
  const latest = useRef(values); // the form is submitted before the last change is drawn
  const change = (record: string, name: string, value: JsonValue) => {
    latest.current = { ...latest.current, [record]: { ...latest.current[record], [name]: value } };
    setValues(latest.current);
    draft.onValue(draftName(record, name), value);
  };
  const discard = () => {
    draft.forget();
    onDiscard();
  };
  const refs = useRefNames(values);
  const { entities } = usePastCatalogue();
  const sources = useSpecSources(refs);
  const reasons = useMemo(() => entry.reasons.slice(0, mostMended), [entry]);
  const ways = useMendWays(reasons);
  const isHopeless = [...ways.values()].some(({ restores }) => restores === undefined);
  const mend = async () => {
    const restored = [...ways.values()].flatMap(({ restores }) => (restores ? [restores] : []));
    for (const { entity, record } of restored) if (!(await perform(restoreRequest(entity, record)))) return;
    const changed = Object.fromEntries(
      entry.reasons.flatMap((reason) => {
        const shown = shownOf(reason);
        const fields = Object.entries(latest.current[reason.record] ?? {}).filter(
          ([name, value]) => JSON.stringify(value) !== JSON.stringify(shown[name]),
        );
        return fields.length === 0 ? [] : [[reason.record, Object.fromEntries(fields)]];
      }),
    );
    const done = await tell<'sync.mend'>(
      bridge.call('sync.mend', { id: entry.id, fields: changed }),
      'Made anew, to send',
    );
    if (!done) return;
    draft.forget();
    onMended();
    onClose();
  };
  return (
    <SubmitForm className={dialog.dialog} onSubmit={mend}>
      {entry.whole === null ? null : <p className={classes.reason}>{entry.whole.message}</p>}
      {reasons.map((reason) => {
        const entity = entities.get(reason.entity);
        const names = [...Object.keys(reason.wanted), ...(reason.about ? [reason.about.field] : [])];
        const specs = entity ? names.flatMap((name) => fieldSpecOf(entity, name, sources) ?? []) : [];
        return (
          <section key={reason.record} className={dialog.dialog}>
            <p className={classes.reason}>
              <strong dir="auto">{reason.title}.</strong> {reason.message}
            </p>
            {ways.has(reason.record) ? <p>{ways.get(reason.record)?.text}</p> : null}
            <Form
              specs={specs}
              values={values[reason.record] ?? {}}
              onChange={(name, value) => change(reason.record, name, value)}
              texts={ofRecord(draft.texts, reason.record)}
              onText={(name, text) => draft.onText(draftName(reason.record, name), text)}
            />
          </section>
        );
      })}
      <div className={dialog.acts}>
        <Button onClick={onClose}>Cancel</Button>
        {ways.size === 0 ? null : (
          <>
            <Button onClick={discard}>Discard</Button>
            <Button icon="copy" {...(isHopeless ? { variant: 'primary' } : {})} onClick={onCopy}>
              Copy
            </Button>
          </>
        )}
        {isHopeless ? null : (
          <Button type="submit" variant="primary">
            {ways.size === 0 ? 'Try again' : 'Restore and try again'}
          </Button>
        )}
      </div>
    </SubmitForm>
  );
}
