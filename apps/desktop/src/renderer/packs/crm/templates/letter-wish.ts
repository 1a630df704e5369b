import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import type { PersonRecord } from '../../../records/creating/record-acts.ts';
import type { NewRecordWish } from '../../../records/creating/new-record-dialog.tsx';
import { textIn } from '../../../records/values/shown-value.ts';
import type { Letter } from './fill-letter.ts';

type Asked = {
  readonly template: ShownRecord;
  readonly version: ShownRecord;
  readonly filled: Letter;
  /** The record that the letter is about, and the person whom that record names. */
  readonly about: PersonRecord;
  readonly person: PersonRecord | undefined;
};

/** LET-5: returns a letter on paper with the words of a filled template, to the person of a record. It is a draft until its writer releases it. */
export function letterWishOf({ template, version, filled, about, person }: Asked): NewRecordWish {
  const to = person ?? about;
  const address: JsonValue = to.entity.address === undefined ? null : (to.record.fields[to.entity.address] ?? null);
  const purpose = textIn(template.fields['purpose']);
  return {
    entity: 'crm/letter',
    form: 'letter-of-template',
    fields: {
      about: `${about.entity.name}:${about.record.id}`,
      ...(to.entity.name === 'crm/contact' ? { with: to.record.id } : {}),
      receiver: textIn(to.record.fields[to.entity.title]),
      address,
      subject: filled.subject,
      body: filled.words,
      templateVersion: version.id,
      release: 'draft',
      ...(purpose === '' ? {} : { purpose }),
    },
    asks: ['receiver', 'address', 'subject', 'body', 'datedOn', 'purpose', 'release'],
  };
}
