import { listPanel, type PackHome } from '../../kernel/catalogue/pages/home-panels.ts';
import { openFilter } from '../../kernel/catalogue/views.ts';
import { appointment } from './entities/appointment.entity.ts';
import { job } from './entities/job.entity.ts';

const open = openFilter(job);

/** The panels that the counter needs in the morning: the appointments of the day, and the repairs that were promised. */
export const workshopHome: PackHome = {
  hours: [{ on: appointment.name }],
  panels: [
    listPanel(job, {
      id: 'workshop/promised',
      title: 'Promised repairs',
      column: 'second',
      place: 20,
      where: { and: [...(open ? [open] : []), { field: 'promisedOn', op: 'is-not-empty' }] },
      sort: 'promisedOn.asc',
      most: 5,
      detail: ['customer', 'device'],
      due: 'promisedOn',
      hasTotal: true,
      opens: { list: 'open', words: 'All open jobs' },
      none: 'No repair is promised.',
    }),
  ],
};
