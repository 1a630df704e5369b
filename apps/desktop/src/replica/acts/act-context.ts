import type { Principal } from '@outpost/domain/kernel/access/access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { ReplicaPorts } from '../device/ports.ts';
import type { ReplicaLookups } from '../records/replica-lookups.ts';
import type { DeviceCatalogue } from '../records/tenant-catalogue.ts';

/** The parts of the device that making an act needs, besides the shown records. */
export type ActContext = {
  readonly principal: Principal;
  readonly lookups: ReplicaLookups;
  /** The build's kinds of record, and the definition records of the tenant's own kinds and fields (K-3). */
  readonly installed: Catalogue;
  readonly definedBy: DeviceCatalogue['definedBy'];
  /** The organisation's time zone: a move sets its day fields by it (T-14). UTC where it is not known. */
  readonly timeZone?: string;
  /** AUT-21: the rules of automations that answer the act add their edits to it. Left out: the server carries them out. */
  readonly answersRules?: boolean;
  readonly ports: Pick<ReplicaPorts, 'clock' | 'ids'>;
};
