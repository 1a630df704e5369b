import type { Edit } from '@outpost/domain/kernel/acts/act';
import type { prepareWords } from '@outpost/domain/kernel/campaigns/campaign-values';
import type { LeftOutReason } from '@outpost/domain/kernel/campaigns/member-state';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import type { templateVersion } from '@outpost/domain/packs/crm/entities/templates/template-version.entity';
import type { Service } from '../../../jobs/service/service.ts';

/** A member whose message or letter may be written. */
export type DueRow = Awaited<ReturnType<Service['campaigns']['due']>>[number];

/** The words of a variant or step, which are filled in for each member. `version`: of the template that they come from. */
export type StepWords = {
  readonly fill: ReturnType<typeof prepareWords>;
  readonly version: RecordOf<typeof templateVersion>['id'] | undefined;
};
export type FilledByStep = ReadonlyMap<string, StepWords>;

/** A message or letter that is written once its member is reserved. */
export type Ready = {
  readonly record: string;
  readonly step: string;
  readonly variant: string;
  readonly message: string;
  readonly edit: Edit;
};
export type ComposedMembers = {
  readonly ready: readonly Ready[];
  readonly leftOut: readonly { readonly record: string; readonly step: string; readonly reason: LeftOutReason }[];
  readonly later: readonly { readonly record: string; readonly step: string; readonly until: string }[];
};

/** The parts that all messages and letters of a campaign have in common. `name`: the sender's name. `words`: the words of each variant and step. */
export type ComposingGround = {
  readonly entity: Entity;
  readonly words: FilledByStep;
  readonly name: { readonly name: string };
};
