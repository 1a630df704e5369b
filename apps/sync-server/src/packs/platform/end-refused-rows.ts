import { importKind, refusedRowsEndedBefore } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import type { ChangeEdit } from '@outpost/domain/kernel/acts/act';
import { accept } from '@outpost/domain/kernel/refusal';
import { file } from '@outpost/domain/packs/platform/entities/file.entity';
import { importRecord } from '@outpost/domain/packs/platform/entities/import-record.entity';
import type { JobSchedule } from '../../jobs/schedules/schedule.ts';

/** Chosen: their files fit into one question. The rest ends in the next hours. */
const mostAtOnce = 40;

/**
 * Deletes the records of imports with their files after 90 days, so that devices let go of the refused rows. The server removes
 * their bytes at the same age (`remove-unneeded.ts`).
 */
export const endRefusedRows: JobSchedule = {
  name: 'end-refused-rows',
  doing: 'ending refused rows of imports',
  everyMinutes: 60,
  run: async (service) => {
    const endedBefore = refusedRowsEndedBefore(Date.parse(service.now));
    const ended = await service.list(importRecord, {
      where: { field: 'createdAt', op: 'lt', value: endedBefore },
      sort: [{ field: 'createdAt', direction: 'asc' }],
      limit: mostAtOnce,
    });
    if (!ended.ok || ended.value.length === 0) return ended;
    const abouts = ended.value.map(({ id }) => `${importKind}:${id}`);
    const files = await service.list(file, { where: { field: 'about', op: 'one-of', value: abouts } });
    if (!files.ok) return files;
    for (const { id, version } of ended.value) {
      const own = files.value.filter(({ fields }) => fields.about === `${importKind}:${id}`);
      const done = await service.act({
        once: ['end-refused-rows', id, `${version}`], // the version: somebody may restore it
        label: 'Deleted the refused rows of an import after 90 days',
        edits: [deletion(importRecord.name, { id, version }), ...own.map((one) => deletion(file.name, one))],
      });
      if (!done.ok) return done;
    }
    return accept(null);
  },
};

const deletion = (entity: string, { id, version }: { readonly id: string; readonly version: number }): ChangeEdit => ({
  id,
  entity,
  seen: version,
  fields: { life: ['alive', 'deleted'] },
});
