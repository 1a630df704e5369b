import type { ChangeEdit } from '@outpost/domain/kernel/acts/act';
import { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';
import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';

/** SEQ-14, CMP-16: returns the edit that takes back a letter, if it is in no print batch. Drafts are taken back, too: a person may have released them later. */
export const takingLetterBack = ({ id, version, fields: { batch, release } }: RecordOf<typeof letter>): readonly ChangeEdit[] =>
  batch || release === 'cancel' ? [] : [{ id, entity: letter.name, seen: version, fields: { release: [release, 'cancel'] } }]; // prettier-ignore
