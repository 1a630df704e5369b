import { type Catalogue, catalogueOf, type Pack } from '../../kernel/catalogue/catalogue.ts';
import { kindsUpgrade } from '../../kernel/catalogue/kinds-upgrade.ts';
import { entity } from '../../kernel/entities/entity.ts';
import { number, ref, text } from '../../kernel/entities/fields.ts';
import { idOf } from '../../kernel/ids.ts';
import { installedPacks } from '../../installed-packs.ts';

// A pack in two builds (T-27). The second moves a job's warranty into a separate child, and splits off the place of
// work.

const JobId = idOf('trial/job');
const label = { one: 'Job', many: 'Jobs' };
const name = text({ required: true, searched: true });
const hours = number();
const was = { warrantyBy: text({ searched: true }), rma: text() };
const wasPlace = { place: text() };

const jobBefore = entity(JobId, {
  label,
  title: 'name',
  byWildcard: true,
  fields: { name, hours, ...was, ...wasPlace },
});
export const trialJob = entity(JobId, {
  label,
  title: 'name',
  byWildcard: true,
  schema: 2,
  fields: { name, hours },
  // An upgrade of the kind's own in addition: it ignores moved fields (K-5).
  upgrades: {
    2: (fields) => (typeof fields['hours'] === 'number' ? { ...fields, hours: fields['hours'] * 2 } : fields),
  },
});
export const trialClaim = entity(idOf('trial/claim'), {
  label: { one: 'Claim', many: 'Claims' },
  title: 'maker',
  byWildcard: true,
  parent: 'job',
  fields: {
    maker: text({ required: true, searched: true }),
    job: ref(JobId, { required: true }),
    number: text({ maxChars: 20 }),
  },
});
export const trialSite = entity(idOf('trial/site'), {
  label: { one: 'Site', many: 'Sites' },
  title: 'name',
  byWildcard: true,
  fields: { name: text({ required: true }), city: text() },
});

export const claimsOfJobs = kindsUpgrade(trialJob, trialClaim, {
  name: 'trial/claims-of-jobs',
  schema: 2,
  was,
  fields: {
    job: ({ id }) => id,
    maker: ({ was: { warrantyBy } }) => warrantyBy ?? 'Unknown',
    number: ({ was: { rma } }) => rma,
  },
});
export const sitesOfJobs = kindsUpgrade(trialJob, trialSite, {
  name: 'trial/sites-of-jobs',
  schema: 2,
  was: wasPlace,
  fields: { name: ({ record }) => record.name ?? 'Site', city: ({ was: { place } }) => place },
});

const trial: Pack = { name: 'trial', version: 1, entities: [jobBefore], roles: [] };
/** The build before the upgrade, and the build with it. */
export const trialBuilds: { readonly before: Catalogue; readonly now: Catalogue } = {
  before: catalogueOf([...installedPacks, trial]),
  now: catalogueOf([
    ...installedPacks,
    { ...trial, version: 2, entities: [trialJob, trialClaim, trialSite], upgrades: [claimsOfJobs, sitesOfJobs] },
  ]),
};
