import { useNow } from '@outpost/ui/formats/formats-context';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { newRecordWishOf, recordActsOf, whyNotWritten } from '../../../records/creating/record-acts.ts';
import { useNewRecord } from '../../../records/creating/new-record.tsx';
import { usePersonOf } from '../../../records/creating/use-person-of.ts';
import { useCatalogue, useEntity } from '../../../records/use-entity.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import type { DialogContentProps } from '../../../slots/pack-screens.ts';
import { fillLetter } from './fill-letter.ts';
import { type OfferedValue, valuesByName } from './offered-values.ts';
import { letterWishOf } from './letter-wish.ts';
import { NotFilled } from './not-filled.tsx';
import { useOfferedValues } from './use-offered-values.ts';
import { useTemplates, useVersions } from './use-templates.ts';
import classes from './templates.module.css';

/** Chooses a template for an e-mail about the open record, and opens the e-mail with its words. */
export function TemplateMailDialog({ record, onClose }: DialogContentProps) {
  return record === undefined ? null : <Choice record={record} onClose={onClose} />;
}

type ChoiceProps = { readonly record: ShownRecord; readonly onClose: () => void };

function Choice({ record, onClose }: ChoiceProps) {
  const navigate = useNavigate();
  const templates = useTemplates(record.entity);
  const [chosen, setChosen] = useState<string>();
  const offered = useOfferedValues(useEntity(record.entity), record);
  const toTemplates = () => {
    onClose();
    void navigate({ to: '/$', params: { _splat: 'settings/templates' } });
  };
  if (templates === undefined) return null; // takes some milliseconds
  if (templates.length === 0)
    return (
      <EmptyState
        icon="file-text"
        title="No template for this kind of record"
        add={{ label: 'Write a template', onPress: toTemplates }}
      >
        A template is an e-mail that is written once and filled in with the values of a record.
      </EmptyState>
    );
  const shown = templates.find(({ id }) => id === chosen) ?? templates[0];
  return (
    <div className={classes.dialog}>
      <ul className={classes.choices} aria-label="Templates">
        {templates.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className={classes.choice}
              aria-pressed={one.id === shown?.id}
              data-autofocus={one.id === shown?.id ? true : undefined}
              onClick={() => setChosen(one.id)}
              onFocus={() => setChosen(one.id)}
            >
              {textIn(one.fields['name'])}
            </button>
          </li>
        ))}
      </ul>
      {shown === undefined ? null : (
        <Filled
          key={shown.id}
          template={shown}
          record={record}
          offered={offered}
          onClose={onClose}
          onEdit={toTemplates}
        />
      )}
    </div>
  );
}

const notFilled = 'The template cannot be filled in for this record.';

type FilledProps = ChoiceProps & {
  readonly template: ShownRecord;
  readonly offered: readonly OfferedValue[];
  readonly onEdit: () => void;
};

/** The words of a template with the record's values, or what is missing, and the button that opens the e-mail. */
function Filled({ template, record, offered, onClose, onEdit }: FilledProps) {
  const catalogue = useCatalogue();
  const entity = useEntity(record.entity);
  const newRecord = useNewRecord();
  const now = useNow();
  const [version] = useVersions(template.id) ?? [];
  const filled = useMemo(
    () =>
      version &&
      fillLetter(
        { subject: textIn(version.fields['subject']), words: textIn(version.fields['words']) },
        valuesByName(offered),
      ),
    [version, offered],
  );
  const act = recordActsOf(catalogue, entity).find(({ id }) => id === 'email');
  const asked = usePersonOf(entity, record);
  const person = asked === 'unread' ? undefined : asked;
  const unwanted =
    act && (whyNotWritten(act, entity, record) ?? (person && whyNotWritten(act, person.entity, person.record)));
  const why = unwanted ?? (asked === 'unread' ? 'The person is being read.' : filled?.ok ? undefined : notFilled);
  const open = () => {
    if (!act || !filled?.ok || !version || why !== undefined) return;
    const wish = newRecordWishOf(act, { entity, record, person, nowMs: now() });
    const purpose = textIn(template.fields['purpose']);
    onClose();
    newRecord({
      ...wish,
      form: 'email-of-template',
      fields: {
        ...wish.fields,
        subject: filled.subject,
        body: filled.words,
        templateVersion: version.id,
        ...(purpose === '' ? {} : { purpose }),
      },
    });
  };
  const openLetter = () => {
    if (!filled?.ok || !version) return;
    onClose();
    newRecord(letterWishOf({ template, version, filled, about: { entity, record }, person }));
  };
  if (version === undefined || filled === undefined)
    return <p className={classes.quiet}>This template has no words yet.</p>;
  return (
    <SubmitForm className={classes.dialog} onSubmit={open}>
      {filled.ok ? (
        <div className={classes.sample}>
          <b dir="auto">{filled.subject}</b>
          <p dir="auto">{filled.words}</p>
        </div>
      ) : (
        <NotFilled filled={filled} offered={offered}>
          These values are empty here. Fill them in first, or write the e-mail yourself.
        </NotFilled>
      )}
      <div className={classes.acts}>
        <Button onClick={onEdit}>Edit templates</Button>
        <Button disabledReason={filled.ok ? undefined : notFilled} onClick={openLetter}>
          Write a letter
        </Button>
        <Button type="submit" variant="primary" keys="mod+enter" disabledReason={why}>
          Write the e-mail
        </Button>
      </div>
    </SubmitForm>
  );
}
