import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { formOf } from '@outpost/domain/kernel/catalogue/describe-entity';
import { pipelineOf } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { QuickAct } from '@outpost/domain/kernel/catalogue/views';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { attachedIdsIn } from '@outpost/domain/kernel/files/attached-files';
import type { MessageWithFiles } from '@outpost/domain/kernel/messages/message';
import { textPartsInWords } from '@outpost/domain/kernel/messages/text-parts';
import { Button } from '@outpost/ui/parts/button';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useMemo, useRef, useState } from 'react';
import { z } from 'zod';
import { Dialog } from '../../window/dialog.tsx';
import { useOpenRecord } from '../../window/use-open-record.ts';
import { NearRecords } from '../../duplicates/near-records.tsx';
import { useAppPorts } from '../../window/app-ports.tsx';
import { isWarning, refusalText, saveAnyway, useActs } from '../../queries/use-acts.ts';
import { type FieldDrafts, useFieldDrafts } from '../../queries/use-field-drafts.ts';
import { useLocal } from '../../queries/use-local.ts';
import { usePrincipal, useSignedIn } from '../../session/session-context.tsx';
import { distinctEdit, distinctPairKind } from '../../../bridge/distinct-pair.ts';
import { addedLabel } from '../act-words.ts';
import { firstValues, oneOf } from '../entity-shape.ts';
import { specInPipeline, withPipelineAsked, withStageOfPipeline } from '../stages/stage-options.ts';
import { useAttachPart } from './attach-part.tsx';
import { FirstChoice } from './first-choice.tsx';
import { ownFieldNames } from '../../session/tenant-kinds.ts';
import { mayCreate } from '../may.ts';
import { useCatalogue, useEntity } from '../use-entity.ts';
import { useFieldSpecs } from '../use-field-specs.ts';
import { useJudgedMessages } from '../messages/refused-messages.ts';
import { useWhyNotRung } from './use-why-not-rung.ts';
import { useRefNames } from '../use-ref-names.ts';
import { textIn } from '../values/shown-value.ts';
import { useLatest } from '../../window/use-latest.ts';
import classes from '../../window/dialog.module.css';

/**
 * A record to create: its kind, its initial values, and the fields to ask for (by default those that lists show and required
 * ones).
 */
export type NewRecordWish = {
  readonly entity: string;
  readonly fields?: Readonly<Record<string, JsonValue>>;
  readonly asks?: readonly string[];
  /** Its owner and team. Left out: the person, and no team. */
  readonly owners?: { readonly ownerId: string; readonly teamId: string | null };
  /** The name of a form, if a kind has several: each form has its own draft. */
  readonly form?: string;
  readonly title?: string;
  readonly done?: string;
  readonly note?: string;
  /** The label of the act: "Logged a call". Left out: "Added activity". */
  readonly past?: string;
  /** At least one of these fields must be filled in. */
  readonly needsOneOf?: readonly string[];
  /** Fields of Markdown that are asked for as plain text. */
  readonly plain?: readonly string[];
  /** The text of a text message, whose characters and parts are counted (MSG-15). */
  readonly counts?: string;
  /** The field that names attached files (MSG-43). */
  readonly attaches?: QuickAct['attaches'];
  /** A choice that is asked for first, by keys. `complete`: values with which the record is made immediately. */
  readonly picks?: QuickAct['picks'];
  /** The server rings the person's own telephone for it, at once or not at all (MSG-61). */
  readonly ringsOwn?: true;
};

const pick = (values: Readonly<Record<string, JsonValue>>, name = ''): Readonly<Record<string, JsonValue>> =>
  values[name] === undefined ? {} : { [name]: values[name] };

/** Returns the label of a value of a choice; empty if it has none. */
const optionLabel = (spec: FieldSpec, value: JsonValue | undefined): string =>
  (spec.kind === 'choice' ? spec.options.find((option) => option.value === value)?.label : undefined) ?? '';

/** Names the button that sends an act in spite of a warning. */
const anyway = 'anyway';

const draftSchema = z.record(z.string(), z.json());

/**
 * Creates a record with few questions. The draft is stored on this device until then. A refusal is shown next to its
 * field.
 */
export function NewRecordDialog({ wish, onClose }: { readonly wish: NewRecordWish; readonly onClose: () => void }) {
  const entity = useEntity(wish.entity);
  const place = `new/${wish.entity}${wish.form === undefined ? '' : `/${wish.form}`}`;
  const [draft, setDraft] = useLocal(`draft/${place}`);
  const [texts, keepText] = useFieldDrafts(place);
  return (
    <Dialog onClose={onClose} title={wish.title ?? `New ${oneOf(entity)}`} size={520}>
      {draft === undefined || texts === undefined ? null : (
        <NewRecordForm
          key={entity.name}
          wish={wish}
          onClose={onClose}
          draft={draftSchema.catch({}).parse(draft ?? {})}
          onDraft={setDraft}
          texts={texts}
          onText={keepText}
        />
      )}
    </Dialog>
  );
}

type FormProps = {
  readonly wish: NewRecordWish;
  readonly onClose: () => void;
  readonly draft: z.infer<typeof draftSchema>;
  readonly onDraft: (value: JsonValue) => void;
  readonly texts: FieldDrafts;
  readonly onText: (field: string, text: string | undefined) => void;
};

function NewRecordForm({ wish, onClose, draft, onDraft, texts, onText }: FormProps) {
  const entity = useEntity(wish.entity);
  const { bridge, newId } = useAppPorts();
  const { person } = useSignedIn();
  const { saidDone } = useActs();
  const open = useOpenRecord();
  const {
    values,
    latest,
    change: put,
  } = useLatest<Readonly<Record<string, JsonValue>>>(() => {
    const given = { ...(draft as Record<string, JsonValue>), ...wish.fields }; // zod's JSON type under the kernel's name
    return withStageOfPipeline(entity, { ...firstValues(entity, given), ...given });
  });
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  /** Whether the device has warned of a rule over other records (T-9). */
  const [isWarned, setWarned] = useState(false);
  /** Records that look like the new one, and are not the same. */
  const [apart, setApart] = useState<readonly string[]>([]);
  const principal = usePrincipal();
  const distinctKind = useCatalogue().entities.get(distinctPairKind);
  const maySayApart = distinctKind !== undefined && mayCreate(principal, distinctKind);
  const refs = useRefNames(values);
  const specs = useFieldSpecs(entity, refs);
  const asked = useMemo(() => {
    const own = ownFieldNames(entity);
    const { remind, repeat } = entity.schedule ?? {};
    const isOfTime = (name: string) => name === remind || name === repeat; // chosen together with the time
    const names =
      wish.asks ??
      formOf(entity)
        .filter(
          ({ name, required }) =>
            required || entity.listed.includes(name) || name === entity.parent || own.includes(name) || isOfTime(name),
        )
        .map(({ name }) => name);
    const chosen = withPipelineAsked(entity, wish.picks ? [wish.picks.field, ...names] : names)
      .flatMap((name) => specs.get(name) ?? [])
      .map((spec) =>
        spec.kind === 'long-text' && wish.plain?.includes(spec.id) ? { ...spec, isMarkdown: false } : spec,
      );
    // Opening a linked record would change the page behind the dialog.
    return chosen.map((spec) => (spec.kind === 'ref' ? { ...spec, onOpen: undefined } : spec));
  }, [wish.asks, wish.plain, wish.picks, entity, specs]);
  const picked = asked.find((spec) => spec.id === wish.picks?.field);
  const fieldsBox = useRef<HTMLDivElement>(null);

  const judged = useJudgedMessages([{ id: entity.name, entity: entity.name, fields: values }]);
  const waitsFor = judged.waits.get(entity.name);
  const whyNotRung = useWhyNotRung({ isOff: wish.ringsOwn !== true });
  const whyNotPlaced =
    waitsFor === undefined ? whyNotRung : `It is too early or too late there. They can be called from ${waitsFor} on.`;
  const whyNotSent = judged.refused.get(entity.name) ?? (wish.ringsOwn ? whyNotPlaced : undefined);
  const hours = wish.ringsOwn ? undefined : waitsFor;
  const warning = judged.warns.get(entity.name);

  const [filesFault, setFilesFault] = useState<string>();
  const pipeline = pipelineOf(entity, values);
  const counted = wish.counts === undefined ? '' : textPartsInWords(texts[wish.counts] ?? textIn(values[wish.counts]), wish.attaches && attachedIdsIn(values[wish.attaches.field])?.length); // prettier-ignore
  const shown = useMemo(
    () =>
      asked
        .filter((spec) => spec !== picked)
        .map((spec) =>
          specInPipeline(entity, spec, entity.pipelines === undefined ? {} : { [entity.pipelines]: pipeline ?? null }),
        )
        .map((spec) => (spec.id === wish.counts ? { ...spec, help: counted } : spec)),
    [asked, picked, entity, pipeline, wish.counts, counted],
  );
  const change = (id: string, value: JsonValue) => {
    const follows = withStageOfPipeline(entity, { ...latest.current, [id]: value });
    const next = put({ [id]: value, ...pick(follows, entity.stages) });
    setWarned(false);
    setErrors(({ [id]: _gone, ...rest }) => rest);
    onDraft(
      Object.fromEntries(
        Object.entries(next).filter(([name, one]) => !isEmptyValue(one) && wish.fields?.[name] === undefined),
      ),
    );
  };
  const make = async (current: Readonly<Record<string, JsonValue>>, isAnyway: boolean) => {
    const missing = asked.filter((spec) => spec.isRequired === true && isEmptyValue(current[spec.id]));
    if (missing.length > 0)
      return setErrors(Object.fromEntries(missing.map((spec) => [spec.id, `${spec.label} must be filled in.`])));
    const oneOfThem = asked.filter(({ id }) => wish.needsOneOf?.includes(id));
    const first = oneOfThem.find((spec) => spec !== picked);
    if (first && oneOfThem.every(({ id }) => isEmptyValue(current[id])))
      return setErrors({ [first.id]: `${oneOfThem.map(({ label }) => label).join(' or ')} must be filled in.` });
    // A draft may still contain a value of a field that was retired meanwhile.
    const given = Object.fromEntries(
      Object.entries(current).filter(([name, value]) => !isEmptyValue(value) && Object.hasOwn(entity.fields, name)),
    );
    // A record without a name is named by what was picked, so that lists and calendars say what it is.
    const named = picked && isEmptyValue(given[entity.title]) ? optionLabel(picked, given[picked.id]) : '';
    const fields = named === '' ? given : { ...given, [entity.title]: named };
    const title = textIn(fields[entity.title]);
    const label =
      wish.past === undefined
        ? addedLabel(entity, title)
        : cutLabel(title === '' ? wish.past : `${wish.past}: ${title}`);
    const newRecord = newId();
    const answer = await bridge.call('acts.perform', {
      label,
      ...(isAnyway ? { anyway: true } : {}),
      edits: [
        {
          entity: entity.name,
          ...(apart.length > 0 ? { id: newRecord } : {}),
          create: { fields, ...(wish.owners ?? { ownerId: person.id }) },
        },
        ...apart.map((other) => distinctEdit([newRecord, other], person.id)),
      ],
    });
    setWarned(!answer.ok && isWarning(answer));
    if (!answer.ok) {
      const field = 'fault' in answer ? undefined : answer.details['field'];
      return setErrors({
        [typeof field === 'string' && asked.some(({ id }) => id === field) ? field : (asked[0]?.id ?? '')]:
          refusalText(answer),
      });
    }
    saidDone(label, entity.isAppendOnly === true ? undefined : answer.value.act); // what was declared stays (MSG-2)
    onDraft(null);
    onClose();
    const [made] = answer.value.ids;
    if (wish.title === undefined && made !== undefined) open(made);
    return undefined;
  };
  return (
    <SubmitForm className={classes.dialog} onSubmit={(how) => make(latest.current, how === anyway)}>
      {picked?.kind === 'choice' ? (
        <FirstChoice
          spec={picked}
          value={values[picked.id]}
          complete={wish.picks?.complete ?? []}
          fields={fieldsBox}
          onPick={(value) => change(picked.id, value)}
        />
      ) : null}
      <div ref={fieldsBox}>
        <Form
          specs={shown}
          values={values}
          onChange={change}
          errors={errors}
          texts={texts}
          onText={onText}
          autoFocus={picked === undefined}
          showsErrors
        />
      </div>
      {wish.attaches === undefined ? null : (
        <AttachedOfForm entity={entity} values={values} {...wish.attaches} onChange={change} onFault={setFilesFault} />
      )}
      <NearRecords
        entity={entity}
        fields={values}
        title={`This ${oneOf(entity)} may exist already`}
        act="Open"
        onPick={(id) => {
          onClose();
          open(id);
        }}
        apart={apart}
        onApart={maySayApart ? (id) => setApart((others) => [...others, id]) : undefined}
      />
      {wish.note === undefined ? null : <p className={classes.quiet}>{wish.note}</p>}
      {hours === undefined ? null : (
        <p className={classes.quiet}>
          The message would come too early or too late where the receiver is, so it waits for {hours}.
        </p>
      )}
      {warning === undefined ? null : (
        <p className={classes.quiet} role="status">
          {warning}
        </p>
      )}
      {whyNotSent === undefined ? null : (
        <p className={classes.quiet} role="alert">
          {whyNotSent}
        </p>
      )}
      <div className={classes.acts}>
        <Button onClick={onClose}>Cancel</Button>
        {isWarned ? (
          <Button type="submit" value={anyway}>
            {saveAnyway}
          </Button>
        ) : null}
        <Button type="submit" variant="primary" keys="mod+enter" disabledReason={whyNotSent ?? filesFault}>
          {wish.done ?? `Add the ${oneOf(entity)}`}
        </Button>
      </div>
    </SubmitForm>
  );
}

type AttachedProps = {
  readonly entity: Entity;
  readonly values: Readonly<Record<string, JsonValue>>;
  readonly field: string;
  readonly by: MessageWithFiles;
  readonly onChange: (id: string, value: JsonValue) => void;
  readonly onFault: (fault: string | undefined) => void;
};

/** The attached files of a form: those of the record to which the new one will belong. */
function AttachedOfForm({ entity, values, field, by, onChange, onFault }: AttachedProps) {
  const catalogue = useCatalogue();
  const attachPart = useAttachPart();
  const parent = entity.parent === undefined ? undefined : entity.fields[entity.parent];
  const about = textIn(values[entity.parent ?? '']);
  if (parent?.type !== 'ref' || about === '') return null;
  const target = refTarget(parent, about);
  const kind = catalogue.entities.get(target.entity);
  if (!kind || !attachPart) return null;
  return attachPart({ entity: kind, record: target, by, value: values[field] ?? null, onChange: (value) => onChange(field, value), onFault }); // prettier-ignore
}
