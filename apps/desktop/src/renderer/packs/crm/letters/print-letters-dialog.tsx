import { Select, TextInput } from '@mantine/core';
import { letterFormatOf, letterFormats } from '@outpost/domain/kernel/letters/letter-formats';
import { mostBatchLetters } from '@outpost/domain/kernel/letters/letters-pdf';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { z } from 'zod';
import classes from '../../../people/people.module.css';
import { organisationEntity } from '../../../../bridge/organisation-entity.ts';
import { readWholeList } from '../../../queries/read-whole-list.ts';
import { useRecordLists } from '../../../queries/record-queries.ts';
import { refusalText } from '../../../queries/use-acts.ts';
import { useFormRequests } from '../../../queries/use-form-requests.ts';
import { useFromServer, useIsOffline } from '../../../session/use-from-server.ts';
import type { ManyActProps } from '../../../slots/pack-screens.ts';
import { useAppPorts, useBridge } from '../../../window/app-ports.tsx';
import dialog from '../../../window/dialog.module.css';
import { textIn } from '../../../records/values/shown-value.ts';
import { useOpenRecord } from '../../../window/use-open-record.ts';

/** The answer of the server about its print service. */
const serviceSchema = z.object({ isThere: z.boolean() });
const answerSchema = z.object({ letters: z.array(z.string()), leftOut: z.array(z.object({ letter: z.string(), why: z.string() })) }); // prettier-ignore

const mostSenderChars = 200;
/** A postal address on one line, as window envelopes show the sender. */
const oneLine = (address: string): string =>
  address.split('\n').map((line) => line.trim()).filter(Boolean).join(', ').slice(0, mostSenderChars); // prettier-ignore

/** LET-2: makes a print batch of the selected letters. The server judges each of them, and says which are left out and why. */
export function PrintLettersDialog({ records, count, onDone, onClose }: ManyActProps) {
  const bridge = useBridge();
  const { newId } = useAppPorts();
  const formats = useFormats();
  const { show } = useSnackbar();
  const open = useOpenRecord();
  const isOffline = useIsOffline();
  const [name, setName] = useState('');
  const [format, setFormat] = useState<string>(letterFormatOf(undefined));
  const [printedBy, setPrintedBy] = useState('printer');
  const { data: service } = useFromServer('packs.ask', { pack: 'crm', route: 'print-service', given: {} });
  const hasPrintService = serviceSchema.safeParse(service?.value).data?.isThere === true;
  const [batch] = useState(() => newId());
  const [settings] = useRecordLists([{ entity: organisationEntity, limit: 1 }]);
  const [typed, setTyped] = useState<string>();
  const address = textIn(settings?.rows[0]?.fields['postalAddress']);
  const sender = typed ?? oneLine(address);
  const { isBusy, errorAt, setProblem, send } = useFormRequests<'name'>((refused) => ({ field: null, text: refusalText(refused) })); // prettier-ignore
  const make = async () => {
    if (isBusy) return undefined;
    if (name.trim() === '') return setProblem({ field: 'name', text: 'Give the batch a name.' });
    const { rows } = await readWholeList(bridge, records, mostBatchLetters);
    const given = {
      batch,
      name: name.trim(),
      format,
      printedBy,
      sender: sender.trim(),
      letters: rows.map(({ id }) => id),
    };
    const done = await send(bridge.call('packs.ask', { pack: 'crm', route: 'make-letter-batch', given }));
    if (!done.ok) return undefined;
    const read = answerSchema.safeParse(done.value.value);
    const [letters, leftOut] = read.success ? [read.data.letters.length, read.data.leftOut] : [0, []];
    show({ text: leftOut.length === 0 ? `${formats.plural(letters, 'letter', 'letters')} in the batch` : `${formats.plural(letters, 'letter', 'letters')} in the batch, ${formats.count(leftOut.length)} left out: ${leftOut[0]?.why ?? ''}` }); // prettier-ignore
    onDone();
    open(batch);
    return undefined;
  };
  const tooMany =
    count > mostBatchLetters ? `A batch has at most ${mostBatchLetters} letters. Select fewer.` : undefined;
  const offline = isOffline ? 'The server can’t be reached now, and it makes the batch.' : undefined;
  return (
    <SubmitForm className={dialog.dialog} onSubmit={make}>
      <p className={dialog.quiet}>
        Each letter is in one batch, and stays as it is from then on. Drafts and letters of other batches are left out,
        and those to people who must not be written to.
      </p>
      <TextInput
        label="Name of the batch"
        value={name}
        error={errorAt('name')}
        autoComplete="off"
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value.slice(0, 200))}
      />
      <Select
        label="Envelope"
        data={letterFormats}
        value={format}
        allowDeselect={false}
        onChange={(value) => setFormat(letterFormatOf(value))}
      />
      {hasPrintService ? (
        <Select
          label="Printed by"
          description="The print service gets the letters at once, as one PDF."
          data={[
            { value: 'printer', label: 'Our own printer' },
            { value: 'service', label: 'The print service' },
          ]}
          value={printedBy}
          allowDeselect={false}
          onChange={(value) => setPrintedBy(value ?? 'printer')}
        />
      ) : null}
      <TextInput
        label="Sender’s line"
        description="Small, above each address. Empty: none."
        value={sender}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value.slice(0, mostSenderChars))}
      />
      {errorAt(null) === undefined ? null : (
        <p role="alert" className={classes.error}>
          {errorAt(null)}
        </p>
      )}
      <div className={dialog.acts}>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          keys="mod+enter"
          disabledReason={offline ?? tooMany ?? (isBusy ? 'The server is being asked.' : undefined)}
        >
          Make the batch
        </Button>
      </div>
    </SubmitForm>
  );
}
