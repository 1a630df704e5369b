import { holderOf } from '@outpost/domain/engine/author';
import { decideAct } from '@outpost/domain/engine/decide';
import type { Principal } from '@outpost/domain/kernel/access';
import type { Act } from '@outpost/domain/kernel/act';
import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import { definingEntities } from '@outpost/domain/kernel/tenant-definitions';
import type { DeviceWrite } from '../records/device-write.ts';
import type { Lookups } from '../records/lookups.ts';
import { DeviceLook } from './device-look.ts';

/** What is held against an act on this device. `write` shows the records as they are before it. */
export type JudgeContext = {
  readonly write: DeviceWrite;
  readonly principal: Principal;
  readonly lookups: Lookups;
  readonly installed: Catalogue;
};

/** How much an act may write, the server says. */
const unbounded = { changes: Infinity, places: Infinity };

/**
 * T-8, T-9: what the server would refuse of an act on what this device holds, by the server's own rules, in the order of its edits. What is not
 * held refuses nothing: the server decides at arrival all the same.
 */
export async function judgeAct(
  { write, principal, lookups, installed }: JudgeContext,
  act: Act,
): Promise<readonly Refusal[]> {
  for (;;) {
    const look = new DeviceLook({ write, lookups });
    const deciding = decideAct({
      act,
      // What a device holds its person sees.
      author: { ...holderOf(principal, write.catalogue), sees: () => true },
      look,
      kinds: {
        installed,
        catalogue: write.catalogue,
        get definitions() {
          return definingEntities(installed).flatMap(({ name }) => lookups.recordsOf(name));
        },
      },
      at: act.madeAt,
      bounds: unbounded,
    });
    let step = deciding.next();
    while (step.done !== true) step = deciding.next();
    if (look.needs.size === 0)
      return [...step.value.refused.values()].filter(({ code }) => code !== 'act/refused-whole');
    await write.loadForShow(look.needs);
  }
}
