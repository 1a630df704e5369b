import { account } from '@outpost/domain/packs/crm/entities/account.entity';
import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import { deal } from '@outpost/domain/packs/crm/entities/deal.entity';
import { lead } from '@outpost/domain/packs/crm/entities/lead.entity';

/** The kinds of the pack with which messages are exchanged. */
export type SalesKind = typeof deal | typeof contact | typeof lead | typeof account;
export const salesKinds: ReadonlyMap<string, SalesKind> = new Map(
  [deal, contact, lead, account].map((kind) => [kind.name, kind]),
);
