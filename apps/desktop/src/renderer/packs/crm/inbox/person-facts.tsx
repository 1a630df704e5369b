import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { addressFieldsOf } from '@outpost/domain/kernel/catalogue/consents/consent-kinds';
import { phoneText } from '@outpost/domain/kernel/entities/field-types';
import { zonesOfAddress, zonesOfNumber } from '@outpost/domain/kernel/messages/hours/receiver-zones';
import { openingInWords } from '@outpost/domain/kernel/messages/hours/sending-hours';
import type { SendVerdict } from '@outpost/domain/kernel/messages/judge-send';
import type { ContactChannel, Message, Purpose } from '@outpost/domain/kernel/messages/message';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Avatar } from '@outpost/ui/parts/avatar';
import { Icon } from '@outpost/ui/parts/icons';
import { Fragment } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRecordList } from '../../../queries/record-queries.ts';
import { installedEntity } from '../../../records/entity-shape.ts';
import type { PersonRecord } from '../../../records/creating/record-acts.ts';
import { useSendVerdicts } from '../../../records/messages/refused-messages.ts';
import { useFieldSpecs } from '../../../records/use-field-specs.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { useOpenRecord } from '../../../window/use-open-record.ts';
import { conversationKind } from './use-inbox.ts';
import classes from './inbox.module.css';

const dealKind = installedEntity('crm/deal');
const noRefs = {};

type Props = {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly person: PersonRecord | undefined;
  /** "crm/deal:…", of the open conversation. */
  readonly about: string;
  readonly onChoose: (about: string) => void;
};

type Asked = {
  readonly label: string;
  readonly icon: string;
  readonly channel: ContactChannel;
  readonly purpose: Purpose;
};
const asked: readonly Asked[] = [
  { label: 'Text', icon: 'message', channel: 'text', purpose: 'contract' },
  { label: 'E-mail', icon: 'mail', channel: 'email', purpose: 'contract' },
  { label: 'Call', icon: 'phone', channel: 'call', purpose: 'contract' },
  { label: 'Offers by e-mail', icon: 'send', channel: 'email', purpose: 'offers' },
]; // prettier-ignore

/** Returns a verdict in a few words. */
function verdictWords(verdict: SendVerdict | undefined): string {
  if (verdict === undefined) return '';
  if (!verdict.allowed) return 'no';
  return verdict.hours?.isOpen === false ? `from ${openingInWords(verdict.hours)}` : 'yes';
}

/** Issue 15, screen 25: what a person must know of the other side before they write. */
export function PersonFacts({ entity, record, person, about, onChoose }: Props) {
  const formats = useFormats();
  const nowMs = useNowMs();
  const openRecord = useOpenRecord();
  const of = person ?? { entity, record };
  const specs = useFieldSpecs(of.entity, noRefs);
  const name = titleOf(of.entity, of.record);
  const addressOf = (channel: ContactChannel): string =>
    addressFieldsOf(of.entity, channel)
      .map((field) => textIn(of.record.fields[field]))
      .find((one) => one !== '') ?? '';
  const [number, mail] = [addressOf('text') || addressOf('call'), addressOf('email')];
  const lives = of.entity.address === undefined ? undefined : of.record.fields[of.entity.address];
  const zones = [...new Set([...zonesOfAddress(lives), ...(number === '' ? [] : zonesOfNumber(number))])];
  const clocks = [...new Set(zones.map((timeZone) => new Intl.DateTimeFormat(formats.locale, { hour: 'numeric', minute: '2-digit', timeZone }).format(nowMs)))]; // prettier-ignore
  // A number whose area is not known may be anywhere: that says nothing.
  const [zone = ''] = zones.length === 1 ? zones : [];
  const place =
    clocks.length === 0 || clocks.length > 2
      ? ''
      : [clocks.join(' or '), ...(zone === '' ? [] : [(zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')])].join(
          ', ',
        );
  const preferred = specs.get('preferredChannel');
  const prefers = preferred ? fieldText(preferred, of.record.fields['preferredChannel'] ?? null, formats) : '';
  const questions = asked.flatMap(({ channel, purpose }): readonly Message[] =>
    addressOf(channel) === '' ? [] : [{ channel, purpose, address: addressOf(channel) }],
  );
  const verdicts = useSendVerdicts(questions);
  const verdictOf = ({ channel, purpose }: Asked) => verdicts[questions.findIndex((one) => one.channel === channel && one.purpose === purpose)]; // prettier-ignore
  const isContact = of.entity.name === 'crm/contact';
  const deals = useRecordList(
    { entity: dealKind.name, where: { field: 'contact', op: 'is', value: of.record.id }, sort: [{ field: 'updatedAt', direction: 'desc' }], limit: 3 },
    { isOff: !isContact },
  ); // prettier-ignore
  const dealSpecs = useFieldSpecs(dealKind, deals.data?.refs ?? noRefs);
  const others = useRecordList(
    {
      entity: conversationKind.name,
      where: { and: [{ or: [{ field: 'with', op: 'is', value: of.record.id }, { field: 'about', op: 'is', value: `${of.entity.name}:${of.record.id}` }] }, { field: 'about', op: 'is-not', value: about }] },
      sort: [{ field: 'lastAt', direction: 'desc' }],
      limit: 5,
    },
    { isOff: !isContact },
  ); // prettier-ignore
  const facts = [
    ...(place === '' ? [] : [['Is there', place]]),
    ...(prefers === '' ? [] : [['Prefers', prefers]]),
    ...(number === '' ? [] : [['Phone', phoneText(number)]]),
    ...(mail === '' ? [] : [['E-mail', mail]]),
  ];
  return (
    <aside className={classes.facts} aria-label={`About ${name}`}>
      <div>
        <h2 className={classes.factsName}>
          <Avatar name={name} size={24} /> <span dir="auto">{name}</span>
        </h2>
        {facts.length === 0 ? <p className={classes.faint}>No number and no address are known.</p> : null}
        <dl>
          {facts.map(([label = '', value = '']) => (
            <Fragment key={label}>
              <dt>{label}</dt>
              <dd dir="auto">{value}</dd>
            </Fragment>
          ))}
        </dl>
      </div>
      <div>
        <h3>
          May we write?{' '}
          <button type="button" className={classes.link} onClick={() => openRecord(of.record.id)}>
            Proof
          </button>
        </h3>
        <ul>
          {asked.map((one) => {
            const verdict = verdictOf(one);
            const why = verdict?.allowed === false ? verdict.why : undefined;
            return (
              <li key={one.label} className={classes.may} title={why}>
                <Icon name={one.icon} size={14} />
                <span>{one.label}</span>
                <span data-tone={why === undefined ? undefined : 'bad'}>
                  {addressOf(one.channel) === '' ? 'no address' : verdictWords(verdict)}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
      {(deals.data?.rows.length ?? 0) === 0 ? null : (
        <div>
          <h3>{deals.data?.rows.length === 1 ? 'Deal' : 'Deals'}</h3>
          {deals.data?.rows.map((deal) => (
            <button key={deal.id} type="button" className={classes.card} onClick={() => openRecord(deal.id)}>
              <b dir="auto">{titleOf(dealKind, deal)}</b>
              <span>
                {['value', 'stage'].map((field) => {
                  const spec = dealSpecs.get(field);
                  return spec ? <span key={field}>{fieldText(spec, deal.fields[field] ?? null, formats)} </span> : null;
                })}
              </span>
            </button>
          ))}
        </div>
      )}
      {(others.data?.rows.length ?? 0) === 0 ? null : (
        <div>
          <h3>Also about {name}</h3>
          <ul>
            {others.data?.rows.map((one) => (
              <li key={one.id}>
                <button type="button" className={classes.other} onClick={() => onChoose(textIn(one.fields['about']))}>
                  <span dir="auto">{textIn(one.fields['name'])}</span>
                  <span className={classes.faint}>
                    {one.fields['state'] === 'closed'
                      ? 'closed'
                      : formats.date(formats.dayOf(textIn(one.fields['lastAt']) || one.createdAt))}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div>
        <h3>Who reads this</h3>
        <p className={classes.faint}>Everyone who sees this {entity.label.one.toLowerCase()}.</p>
      </div>
    </aside>
  );
}
