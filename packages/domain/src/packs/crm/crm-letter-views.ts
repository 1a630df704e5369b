import { type KindViews, mine, views } from '../../kernel/catalogue/views.ts';
import { letter } from './entities/letters/letter.entity.ts';
import { letterBatch } from './entities/letters/letter-batch.entity.ts';

/** The lists and pages of letters and print batches (LET-1, LET-2). */
export const letterViews: readonly KindViews[] = [
  views(letter, {
    area: { place: 166 },
    order: 'createdAt.desc',
    lists: [
      {
        id: 'waiting',
        name: 'To be printed',
        where: { field: 'status', op: 'is', value: 'waiting' },
        sort: 'createdAt.asc',
      },
      mine,
    ],
    page: {
      subline: ['about', 'status'],
      figures: [],
      sections: [
        { title: 'Letter', fields: ['subject', 'body', 'datedOn', 'about', 'with'] },
        { title: 'Receiver', fields: ['receiver', 'address', 'purpose'] },
        { title: 'Printing', fields: ['release', 'status', 'batch'] },
      ],
    },
    related: [{ by: 'batch', place: 10, columns: ['receiver', 'status'], sort: 'createdAt.asc' }],
    timeline: { at: 'createdAt' },
  }),
  views(letterBatch, {
    lists: [],
    order: 'createdAt.desc',
    page: {
      subline: ['status', 'letterCount'],
      figures: [],
      sections: [
        { title: 'Batch', fields: ['name', 'handling', 'status', 'format', 'sender', 'letterCount'] },
        { title: 'Print service', fields: ['printedBy', 'outcome', 'outcomeAt', 'remoteId', 'why', 'decision'] },
      ],
    },
    related: [],
  }),
];
