import { beforeEach, describe, expect, it } from 'vitest';
import { installedPacks } from '../../installed-packs.ts';
import { catalogueOf } from '../../kernel/catalogue/catalogue.ts';
import { type KindsUpgrade, kindsUpgrade, madeId } from '../../kernel/catalogue/kinds-upgrade.ts';
import { text } from '../../kernel/entities/fields.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { actId, ann, DecisionWorld, holding, make, north, record, set } from '../../testing/decision-world.ts';
import {
  claimsOfJobs,
  sitesOfJobs,
  trialBuilds,
  trialClaim,
  trialJob,
} from '../../testing/packs/kinds-upgrade-pack.ts';

const idAt = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const job = idAt(61);
const claim = madeId(claimsOfJobs, job);
const site = madeId(sitesOfJobs, job);
const earlier = idAt(70);

let world: DecisionWorld;
beforeEach(() => {
  world = new DecisionWorld();
  world.installed = trialBuilds.now;
  world.records.set(job, record(job, 'trial/job', { name: 'Boiler' }, { schema: 2 }));
});
const givenClaim = (fields: Readonly<Record<string, JsonValue>>) =>
  world.records.set(claim, record(claim, 'trial/claim', { job, ...fields }, { ownerId: null, teamId: null, inherited: { ownerId: ann, teamId: north, sharedWith: [] } })); // prettier-ignore
type Asked = Parameters<DecisionWorld['decide']>;
/** Returns the fields of each record as the act leaves it, and the fields whose value was replaced. */
const left = (...asked: Asked) => {
  const { status, refused, records } = world.decide(...asked);
  const all = records.map(({ record: one, superseded }) => [one.id, { ...one.fields, ...(Object.keys(superseded).length > 0 ? { gaveWay: Object.keys(superseded) } : {}) }] as const); // prettier-ignore
  return {
    status,
    ...Object.fromEntries(all),
    ...Object.fromEntries([...refused].map(([id, { code }]) => [id, code])),
  };
};
const said = (fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>>) => set(job, fields, 'trial/job');

describe('[T-27] [K-5] an edit of a field that moved into another kind', () => {
  it('changes the record that now has the value, field by field', () => {
    givenClaim({ maker: 'Vaillant', number: 'R-1' });
    const edit = said({ name: ['Boiler', 'Boiler 2'], warrantyBy: ['Vaillant', 'Bosch'] });
    expect(left([edit])).toEqual({ status: 'accepted', [job]: { name: 'Boiler 2' }, [claim]: { job, maker: 'Bosch', number: 'R-1' } }); // prettier-ignore
    expect(left([said({ rma: ['R-0', 'R-2'] })])).toMatchObject({ status: 'merged', [claim]: { maker: 'Vaillant', number: 'R-2', gaveWay: ['number'] } }); // prettier-ignore
  });

  it('creates that record if there is none, with the visibility of its parent or of its source', () => {
    const { records } = world.decide([said({ rma: [null, 'R-1'], place: [null, 'Bern'] })]);
    expect(records.map((one) => one.record)).toMatchObject([
      { id: job, fields: { name: 'Boiler' } },
      { id: claim, schema: 1, ownerId: null, inherited: { ownerId: ann, teamId: north }, fields: { job, maker: 'Unknown', number: 'R-1' } },
      { id: site, ownerId: ann, teamId: north, inherited: null, fields: { name: 'Boiler', city: 'Bern' } },
    ]); // prettier-ignore
    expect(left([said({ rma: ['R-1', null] })])).toEqual({ status: 'accepted', [job]: { name: 'Boiler' } });
  });

  it('empties the field of the record and keeps the record', () => {
    givenClaim({ maker: 'Vaillant', number: 'R-1' });
    expect(left([said({ rma: ['R-1', null] })])).toMatchObject({ [claim]: { job, maker: 'Vaillant' } });
  });

  it('applies within one act, too: a record is created once and then changed, and a new source creates its own', () => {
    expect(left([said({ rma: [null, 'R-1'] }), said({ rma: ['R-1', 'R-2'], warrantyBy: [null, 'Bosch'] })])).toMatchObject({ [claim]: { job, maker: 'Bosch', number: 'R-2' } }); // prettier-ignore
    const [other, otherClaim] = [idAt(62), madeId(claimsOfJobs, idAt(62))];
    const made = make(
      other,
      'trial/job',
      { name: 'Stove', hours: 2, warrantyBy: 'AEG' },
      { ownerId: ann, teamId: north },
    );
    expect(left([made])).toEqual({ status: 'accepted', [other]: { name: 'Stove', hours: 4 }, [otherClaim]: { job: other, maker: 'AEG' } }); // prettier-ignore
  });

  it('replaces the edits that a device added to show the result', () => {
    givenClaim({ maker: 'Vaillant' });
    const shown = make(claim, 'trial/claim', { job, maker: 'Bosch' }, { follows: job });
    expect(left([said({ warrantyBy: ['Vaillant', 'Bosch'] }), shown])).toMatchObject({ status: 'accepted', [claim]: { maker: 'Bosch' } }); // prettier-ignore
  });

  it('is accepted or refused with its source, by the rights on the other kind', () => {
    const by = holding('trial/job:*@org', 'trial/claim:read@org');
    const both = [said({ name: ['Boiler', 'B'], warrantyBy: ['Vaillant', 'Bosch'] })];
    // The right to change the parent allows making a child (A-3a). The moved field was changed by the same right.
    expect(left(both, { by })).toMatchObject({ status: 'accepted', [claim]: { maker: 'Bosch' } });
    givenClaim({ maker: 'Vaillant' });
    for (const shape of ['together', 'each'] as const)
      expect(left(both, { by, shape })).toEqual({ status: 'refused', [claim]: 'access/denied', [job]: 'act/refused-whole' }); // prettier-ignore
  });

  it('is refused where the value is not valid for the other kind, so that it appears in the tray', () => {
    expect(left([said({ rma: [null, 'x'.repeat(21)] })])).toMatchObject({ status: 'refused', [claim]: 'records/invalid', [job]: 'act/refused-whole' }); // prettier-ignore
  });

  it("is an edit of the tenant's own field where the tenant has since defined a field of that name", () => {
    const entities = new Map(trialBuilds.now.entities);
    entities.set('trial/job', { ...trialJob, fields: { ...trialJob.fields, rma: text() } });
    world.installed = { ...trialBuilds.now, entities };
    expect(left([said({ rma: [null, 'R-1'] })])).toEqual({ status: 'accepted', [job]: { name: 'Boiler', rma: 'R-1' } });
  });

  it('is unchanged in an act of the server, which makes the upgrade', () => {
    world.records.set(job, record(job, 'trial/job', { name: 'Boiler', rma: 'R-1' }, { schema: 2 }));
    expect(left([said({ rma: ['R-1', null] })], { by: 'server' })).toEqual({ status: 'accepted', [job]: { name: 'Boiler' } }); // prettier-ignore
  });
});

describe('[T-27] [S-4c] an undo of an act from before the upgrade', () => {
  it('restores the value in the record that has it now, and loses to later changes', () => {
    world.did(earlier, [{ record: job, entity: 'trial/job', changed: { warrantyBy: ['Vaillant', 'Bosch'] } }]);
    givenClaim({ maker: 'Bosch' });
    expect(left([], { undoes: earlier })).toMatchObject({ status: 'accepted', [claim]: { maker: 'Vaillant' } });
    givenClaim({ maker: 'AEG' });
    expect(left([], { undoes: earlier })).toMatchObject({ status: 'merged', [claim]: { maker: 'AEG', gaveWay: ['maker'] } }); // prettier-ignore
  });

  it('changes nothing for the act of the upgrade itself: the value stays where this build has it', () => {
    givenClaim({ maker: 'Bosch' });
    world.did(earlier, [
      { record: job, entity: 'trial/job', changed: { warrantyBy: ['Bosch', null] } },
      { record: claim, entity: 'trial/claim', kind: 'created', changed: { maker: [null, 'Bosch'], job: [null, job] } },
    ]);
    expect(left([], { undoes: earlier })).toMatchObject({ status: 'accepted', [claim]: { maker: 'Bosch', job } });
    expect(world.decide([], { undoes: earlier }).records.every((one) => one.record.life === 'alive')).toBe(true);
  });
});

describe('[T-27] a declared upgrade', () => {
  const upgrade = kindsUpgrade(trialJob, trialClaim, { name: 'trial/x', schema: 2, was: { rma: text() }, fields: { job: ({ id }) => id, maker: () => 'M' } }); // prettier-ignore
  const built = (...upgrades: readonly KindsUpgrade[]) => () =>
    catalogueOf([...installedPacks, { name: 'trial', version: 1, entities: [trialJob, trialClaim], roles: [], upgrades }]); // prettier-ignore
  const asked = (change: Partial<KindsUpgrade>) => built({ ...upgrade, ...change });
  it('is accepted where it fits the kinds of the build', () => {
    expect(asked({})().upgrades.get('trial/job')).toHaveLength(1);
    expect(asked({ of: 'trial/gone' })).toThrow('Upgrade trial/x: no installed pack declares trial/gone');
    expect(asked({ into: 'trial/gone' })).toThrow('no installed pack declares trial/gone');
    expect(asked({ into: 'trial/job' })).toThrow('upgraded by the kind itself');
    expect(asked({ schema: 3 })).toThrow('trial/job has no schema 3');
    expect(asked({ was: {} })).toThrow('it moves no field');
    expect(asked({ was: { name: text() } })).toThrow('trial/job still has the field name');
    expect(asked({ fields: { job: () => '', size: () => 1 } })).toThrow('trial/claim has no field size');
    expect(asked({ fields: { maker: () => '' } })).toThrow('trial/claim needs its parent, job');
    expect(built(upgrade, upgrade)).toThrow('Upgrade trial/x is declared twice');
  });
  it('gives its record the same id on every device', () => {
    expect(madeId(claimsOfJobs, job)).toBe(claim);
    expect(new Set([claim, site, madeId(claimsOfJobs, actId)]).size).toBe(3);
  });
});
