import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { addressFieldsOf } from '@outpost/domain/kernel/catalogue/consents/consent-kinds';
import type { ContactChannel } from '@outpost/domain/kernel/messages/message';
import { suppressedAs } from '@outpost/domain/kernel/messages/suppression';
import { crmConsents } from '@outpost/domain/packs/crm/crm-consents';
import { channelChoices, consentPurposeChoices } from '@outpost/domain/packs/crm/message-choices';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats, useNow, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useCount, useRecordList } from '../../../queries/record-queries.ts';
import { useActs } from '../../../queries/use-acts.ts';
import { useNewRecord } from '../../../records/creating/new-record.tsx';
import { installedEntity } from '../../../records/entity-shape.ts';
import { mayCreate } from '../../../records/may.ts';
import { useFieldSpecs } from '../../../records/use-field-specs.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { usePrincipal } from '../../../session/session-context.tsx';
import type { RecordPartProps } from '../../../slots/pack-screens.ts';
import { consentCell } from './consent-cells.ts';
import { ConsentDetails } from './consent-details.tsx';
import { type CellPlace, ConsentMatrix, type MatrixPurpose } from './consent-matrix.tsx';
import classes from './consent.module.css';

const consent = installedEntity('crm/consent');
const activity = installedEntity('crm/activity');
const noRefs = {};
/** The most that one question returns. A person says less in a lifetime. */
const mostRows = 200;

const icons: Readonly<Record<ContactChannel, string>> = {
  email: 'mail',
  text: 'message',
  call: 'phone',
  voice: 'voice',
  post: 'mailbox',
};
const about: Readonly<Record<MatrixPurpose['purpose'], string>> = {
  contract: 'quotes, work, invoices',
  appointments: 'reminders, changes',
  offers: 'news, campaigns',
  surveys: 'how was it',
  visits: 'pages after a link',
};
const columns: readonly MatrixPurpose[] = consentPurposeChoices.map(({ value, label }) => ({ purpose: value, label, about: about[value] })); // prettier-ignore

type PersonAddress = { readonly value: string; readonly text: string };

/** Returns the person's address for a channel: as it is compared, and as people read it. Both are empty where there is none. */
function useAddressOf(entity: Entity, record: ShownRecord): (channel: ContactChannel) => PersonAddress {
  const formats = useFormats();
  const specs = useFieldSpecs(entity, noRefs);
  return (channel) => {
    const names = channel === 'post' ? [entity.address] : addressFieldsOf(entity, channel);
    const name = names.find((one) => one !== undefined && !isEmptyValue(record.fields[one] ?? null)) ?? names[0];
    const spec = name === undefined ? undefined : specs.get(name);
    const value = spec ? (record.fields[spec.id] ?? null) : null;
    const text = spec ? fieldText(spec, value, formats) : '';
    return { value: channel === 'post' ? text : textIn(value), text };
  };
}

/** Issue 15, screen 31: what may be sent to a person, by channel and purpose, and the record behind each answer. */
export function ConsentTab({ entity, record }: RecordPartProps) {
  const formats = useFormats();
  const now = useNow();
  const at = new Date(useNowMs()).toISOString();
  const newRecord = useNewRecord();
  const { perform } = useActs();
  const mayRecord = mayCreate(usePrincipal(), consent) && record.life === 'alive';
  const addressOf = useAddressOf(entity, record);
  const [chosen, setChosen] = useState<CellPlace>({ row: 0, column: 0 });
  const ref = `${record.entity}:${record.id}`;
  const { data } = useRecordList({
    entity: consent.name,
    where: { field: 'about', op: 'is', value: ref },
    sort: [{ field: 'givenAt', direction: 'desc' }],
    limit: mostRows,
  });
  const keys = channelChoices.flatMap(({ value }) =>
    addressOf(value).value === '' ? [] : suppressedAs({ channel: value, address: addressOf(value).value }),
  );
  const listed = useRecordList(
    {
      entity: 'crm/suppression',
      where: { field: 'address', op: 'one-of', value: [...new Set(keys)] },
      limit: mostRows,
    },
    { isOff: keys.length === 0 },
  );
  const declared = data?.rows ?? [];
  const consents = declared.flatMap((row) => crmConsents.consentIn(row) ?? []);
  const suppressions = (listed.data?.rows ?? []).flatMap((row) => crmConsents.suppressionIn(row) ?? []);
  const rows = channelChoices.map(({ value: channel, label }) => ({
    channel,
    label,
    icon: icons[channel],
    address: addressOf(channel).text,
    cells: consentPurposeChoices.map(({ value: purpose }) =>
      consentCell({
        channel,
        purpose,
        address: addressOf(channel).value,
        isUnwanted: entity.reach?.isUnwanted !== undefined && record.fields[entity.reach.isUnwanted] === true,
        consents,
        suppressions,
        now: at,
        dayOf: (when) => formats.date(when.slice(0, 10)),
      }),
    ),
  }));
  const row = rows[chosen.row];
  const column = columns[chosen.column];
  const address = row ? addressOf(row.channel).value : '';
  const waiting = useCount(
    activity,
    {
      where: {
        and: [
          { field: 'delivery', op: 'is', value: 'send' },
          { field: 'deliveryStatus', op: 'is-empty' },
          { field: 'deliveryDecision', op: 'is-not', value: 'not-sent' },
          { field: row?.channel === 'text' ? 'number' : 'toAddress', op: 'is', value: address },
          column?.purpose === 'contract'
            ? {
                or: [
                  { field: 'purpose', op: 'is-empty' },
                  { field: 'purpose', op: 'is', value: 'contract' },
                ],
              }
            : { field: 'purpose', op: 'is', value: column?.purpose ?? '' },
        ],
      },
    },
    { isOff: (row?.channel !== 'email' && row?.channel !== 'text') || address === '' },
  );
  if (!row || !column) return null; // the tables above are not empty
  const cell = row.cells[chosen.column];
  const ofCell = declared.filter(
    ({ fields }) => fields['channel'] === row.channel && fields['purpose'] === column.purpose,
  );
  const title = `${row.label}, ${column.label.toLowerCase()}`;
  const stops = row.channel === 'email' || row.channel === 'text' ? (waiting ?? 0) : 0;
  const [one, many] = row.channel === 'text' ? ['text', 'texts'] : ['e-mail', 'e-mails'];
  const stopWords = column.purpose === 'visits' ? 'Visits of your websites are not noted from then on. Those that are noted stay until they are erased.' : stops === 0 ? 'No message waits for it.' : `It stops ${formats.plural(stops, one, many)} that ${stops === 1 ? 'waits' : 'wait'}, at once on this device, and on the server once it has heard of it.`; // prettier-ignore
  const isGiven = cell?.consent?.isGiven === true;
  const [newest] = ofCell;
  const isUnconfirmed = isGiven && cell.consent?.mustBeConfirmed === true && cell.consent.confirmedAt === undefined;
  const confirm = () =>
    newest &&
    void perform({
      label: `Confirmed a consent: ${title}`,
      edits: [{ entity: consent.name, id: newest.id, fields: { confirmedAt: new Date(now()).toISOString() } }],
    });
  const ask = (standing: 'given' | 'refused') =>
    newRecord({
      entity: consent.name,
      form: `${standing}/${record.id}/${row.channel}/${column.purpose}`,
      fields: {
        about: ref,
        channel: row.channel,
        purpose: column.purpose,
        standing,
        givenAt: new Date(now()).toISOString(),
        ...(standing === 'given' ? { basis: 'consent', ...(address === '' ? {} : { address }) } : {}),
      },
      asks:
        standing === 'given'
          ? ['address', 'source', 'givenAt', 'wording', 'wordingVersion', 'mustBeConfirmed', 'endsOn', 'proof']
          : ['source', 'givenAt', 'proof'],
      title:
        standing === 'given' ? `Record consent: ${title}` : `${isGiven ? 'Take back' : 'Record a refusal'}: ${title}`,
      done: standing === 'given' ? 'Record the consent' : isGiven ? 'Take it back' : 'Record the refusal',
      past: standing === 'given' ? 'Recorded a consent' : isGiven ? 'Took back a consent' : 'Recorded a refusal',
      note: standing === 'given' ? 'What is recorded stays. Taking it back is a record of its own.' : stopWords,
    });
  const whyNot = !mayRecord
    ? 'Your role may not record consents here.'
    : column.purpose === 'visits' && row.channel !== 'email'
      ? 'Visits begin with links of e-mails. Choose the cell of e-mails.'
      : undefined;
  return (
    <div className={classes.tab}>
      <header className={classes.head}>
        <h3>How may we write, and what for?</h3>
        <p className={classes.faint}>Read at the moment of sending, here and on the server.</p>
      </header>
      <ConsentMatrix rows={rows} purposes={columns} chosen={chosen} onChoose={setChosen} />
      <ConsentDetails title={`${title}: ${(cell?.word ?? '').toLowerCase()}`} records={ofCell}>
        {isUnconfirmed ? (
          <Button icon="check" onClick={confirm} disabledReason={whyNot}>
            They have confirmed it
          </Button>
        ) : null}
        <Button icon="plus" onClick={() => ask('given')} disabledReason={whyNot}>
          Record consent
        </Button>
        <Button onClick={() => ask('refused')} disabledReason={whyNot}>
          {isGiven ? 'Take back' : 'Record a refusal'}
        </Button>
        {isGiven ? (
          <p className={classes.note}>
            <Icon name="shield" size={14} />
            <span>{stopWords}</span>
          </p>
        ) : null}
      </ConsentDetails>
    </div>
  );
}
