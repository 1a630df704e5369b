import { accept } from '@outpost/domain/kernel/refusal';
import { device } from '@outpost/domain/packs/workshop/entities/device.entity';
import { job } from '@outpost/domain/packs/workshop/entities/job.entity';
import { z } from 'zod';
import { packRoute } from '../../http/packs/pack-route.ts';

const jobSchema = z.object({ name: z.string(), status: z.string(), promisedOn: z.string().nullable() });

/** The state of a device's repairs, by its serial number: for the telephone exchange of the counter. */
export const openJobs = packRoute({
  name: 'jobs-of-device',
  summary: 'The jobs of the device with a serial number',
  asks: 'workshop/job:read@org',
  takes: z.strictObject({ serialNumber: z.string().min(1).max(100) }),
  gives: z.object({ jobs: z.array(jobSchema) }),
  work: async (service, { serialNumber }) => {
    const devices = await service.list(device, { where: { field: 'serialNumber', op: 'is', value: serialNumber } });
    if (!devices.ok) return devices;
    const [one] = devices.value;
    if (!one) return accept({ jobs: [] });
    const jobs = await service.list(job, {
      where: { field: 'device', op: 'is', value: one.id },
      sort: [{ field: 'updatedAt', direction: 'desc' }],
      limit: 50,
    });
    if (!jobs.ok) return jobs;
    return accept({
      jobs: jobs.value.map(({ fields: { name, status, promisedOn } }) => ({
        name,
        status,
        promisedOn: promisedOn ?? null,
      })),
    });
  },
});
