import { Checkbox, TextInput } from '@mantine/core';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ShownErasure } from '../../../bridge/calls/identity/people-calls.ts';
import type { CallOutput } from '../../../bridge/contract.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useSpecSources } from '../../records/use-field-specs.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useAskAgain, useFromServer } from '../../session/use-from-server.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import { StepForm } from '../../window/step-form.tsx';
import dialog from '../../window/dialog.module.css';
import { useSaveDocument } from './use-save-document.ts';
import { usePeopleEntities } from '../use-people.ts';
import classes from '../people.module.css';

type Props = { readonly id: string; readonly name: string; readonly onClose: () => void };
type Erased = CallOutput<'people.erase'>;
const none = {};

/**
 * Erases a person with an account by law (ADR 122). It says what goes and what stays, offers their data first, asks for their name, and
 * then offers the certificate. The server does it, and asks for a fresh proof.
 */
export function EraseMemberDialog({ id, name, onClose }: Props) {
  const preview = useFromServer('people.erasure', { id }, { isAlwaysOld: true });
  const askForDocuments = useAskAgain('audit.documents');
  const [erased, setErased] = useState<Erased>();
  const onErased = (told: Erased) => {
    setErased(told);
    askForDocuments();
  };
  return (
    <Dialog onClose={onClose} title={erased ? 'The person was erased' : `Erase ${name}`} size={552}>
      {erased ? (
        <Done erased={erased} onClose={onClose} />
      ) : (
        <FromServer answer={preview} offline="Only the server can erase a person">
          {(found) => <Order id={id} found={found} onErased={onErased} onClose={onClose} />}
        </FromServer>
      )}
    </Dialog>
  );
}

type OrderProps = {
  readonly id: string;
  readonly found: ShownErasure;
  readonly onErased: (erased: Erased) => void;
  readonly onClose: () => void;
};
type Entered = {
  readonly name: string;
  readonly heir: string | null;
  readonly inTexts: boolean;
  readonly reason: string;
};

function Order({ id, found, onErased, onClose }: OrderProps) {
  const bridge = useBridge();
  const navigate = useNavigate();
  const sources = useSpecSources(none);
  const { person } = usePeopleEntities();
  const formats = useFormats();
  const [entered, setEntered] = useState<Entered>({
    name: '',
    heir: null,
    inTexts: found.namesakes === 0,
    reason: 'GDPR, article 17',
  });
  const change = (part: Partial<Entered>) => setEntered({ ...entered, ...part });
  const missing =
    entered.name.trim() !== found.name
      ? 'Type the name of the person.'
      : entered.reason.trim() === ''
        ? 'Enter the law or the ticket.'
        : undefined;
  const erase = async () => {
    const result = await bridge.call('people.erase', { id, ...entered, reason: entered.reason.trim() });
    if (!result.ok) return refusalText(result);
    onErased(result.value);
    return undefined;
  };
  return (
    <StepForm
      verb="Erase for good"
      missing={missing}
      run={erase}
      underWay="The server looks through its records and the whole journal. This can take minutes."
      onClose={onClose}
    >
      <WhatGoes found={found} />
      <p className={classes.hint}>
        The person has a right to their data. Export it first: afterwards nobody can.{' '}
        <Button
          size="sm"
          icon="download"
          onClick={() => void navigate({ to: '/settings/person-data', search: { record: id } })}
        >
          Export all data…
        </Button>
      </p>
      {found.owned > 0 ? (
        <FieldEditor
          spec={{
            id: 'heir',
            label: 'Hand their records to',
            kind: 'ref',
            isPerson: true,
            me: sources.me,
            help: `They own ${formats.plural(found.owned, 'record', 'records')}. Left empty, these stay with the pseudonym.`,
            search: async (words, signal) =>
              (await sources.search([person], words, signal)).filter((hit) => hit.id !== id),
            nameOf: sources.nameOf,
          }}
          value={entered.heir}
          onChange={(value) => change({ heir: typeof value === 'string' ? value : null })}
        />
      ) : null}
      <Checkbox
        label="Also replace the name in texts that people wrote"
        description={
          found.namesakes === 0
            ? 'Mentions with an @ are always replaced.'
            : `${formats.plural(found.namesakes, 'other record has', 'other records have')} the same name. Their texts would change, too. Mentions with an @ are always replaced.`
        }
        checked={entered.inTexts}
        onChange={(event) => change({ inTexts: event.currentTarget.checked })}
      />
      <TextInput
        label="Reason"
        description="The law or the ticket. It stays in the journal for good, so leave the name out."
        value={entered.reason}
        maxLength={500}
        onChange={(event) => change({ reason: event.currentTarget.value })}
      />
      <TextInput
        label="Name of the person"
        description={`Type ${found.name}. An erasure can’t be undone.`}
        value={entered.name}
        autoComplete="off"
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
    </StepForm>
  );
}

/** Lists what an erasure removes, and what stays. */
function WhatGoes({ found: { isMember, own, sessions } }: { readonly found: ShownErasure }) {
  const formats = useFormats();
  return (
    <ul className={classes.told} aria-label="What goes and what stays">
      {isMember ? (
        <li>They are removed from the organisation first. Their devices are wiped at their next contact.</li>
      ) : null}
      <li>
        Their name, addresses, telephone numbers and picture are erased from the records, from the journal and from the
        devices of others. A pseudonym replaces the name.
      </li>
      <li>
        {`Their ways to sign in and the addresses of ${formats.plural(sessions, 'session', 'sessions')} are erased. Other organisations keep their own data about them.`}
      </li>
      <li>
        {own === 0
          ? 'They have no views and marks of their own.'
          : `${formats.plural(own, 'view or mark that is theirs alone is', 'views and marks that are theirs alone are')} erased.`}
      </li>
      <li>Their work stays, with the pseudonym as its author. The journal can still be verified.</li>
    </ul>
  );
}

function Done({
  erased: { pseudonym, document, handedOn },
  onClose,
}: {
  readonly erased: Erased;
  readonly onClose: () => void;
}) {
  const formats = useFormats();
  const { running, saveJson } = useSaveDocument();
  return (
    <div className={dialog.dialog}>
      <p role="status">
        {`Their work stays under “${pseudonym}”.`}
        {handedOn > 0 ? ` ${formats.plural(handedOn, 'record was', 'records were')} handed on.` : ''}
        {' Other devices get the pseudonym as they next sync.'}
      </p>
      <p className={classes.hint}>
        The certificate says what was erased, when and by whose order. It is signed, and names nothing of the person.
        You also find it on the page “One person’s data”.
      </p>
      <div className={dialog.acts}>
        <Button
          icon="signature"
          disabledReason={running === undefined ? undefined : 'The server is being asked.'}
          onClick={() => void saveJson(document)}
        >
          Save the certificate
        </Button>
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}
