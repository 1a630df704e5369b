import type { RecordOf, Values } from '@outpost/domain/kernel/entities/typed-record';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import type { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import type { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';

type Receiver = Pick<RecordOf<typeof contact>, 'id' | 'fields'>;

/** The words of a letter, and what they are about. `templateVersion`: the version of the template with which they began. */
type LetterWords = Pick<Values<typeof letter>, 'about' | 'subject' | 'body' | 'purpose' | 'templateVersion'>;

/** Returns the postal address of a contact; undefined: it has none with a street and a city, so a letter would come back. */
export const postalAddressOf = ({ fields: { address } }: Receiver) =>
  address?.street?.trim() && address.city?.trim() ? address : undefined;

/** The fields of a letter that is released for print. */
export type ReleasedLetter = LetterWords &
  Pick<Values<typeof letter>, 'receiver' | 'address'> & { readonly with: Receiver['id']; readonly release: 'print' };

/** SEQ-14, CMP-16: returns the fields of a letter that is released for print. Undefined: the contact has no postal address. */
export function letterTo(to: Receiver, { subject, ...words }: LetterWords): ReleasedLetter | undefined {
  const address = postalAddressOf(to);
  return (
    address &&
    ({ ...words, with: to.id, receiver: cutText(to.fields.name, 200), address, subject: cutText(subject, 300), release: 'print' } as const) // prettier-ignore
  );
}
