import { stageColumns } from '../../kernel/catalogue/stages/stage-columns.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { Filter } from '../../kernel/questions/list-query.ts';
import {
  figureOver,
  type KindViews,
  mine,
  openFilter,
  type QuickAct,
  quietDays,
  views,
} from '../../kernel/catalogue/views.ts';
import { outcomesWithoutWords } from './call-outcomes.ts';
import { outcomesWithoutMeeting } from './meeting-outcomes.ts';
import { account } from './entities/account.entity.ts';
import { activity } from './entities/activity.entity.ts';
import { consent } from './entities/consent.entity.ts';
import { campaign } from './entities/campaign.entity.ts';
import { contact } from './entities/contact.entity.ts';
import { conversation } from './entities/conversation.entity.ts';
import { deal } from './entities/deal.entity.ts';
import { enrolment } from './entities/enrolment.entity.ts';
import { lead } from './entities/lead.entity.ts';
import { privateEmail } from './entities/private-email.entity.ts';
import { product } from './entities/product.entity.ts';
import { suppression } from './entities/suppression.entity.ts';
import { task } from './entities/task.entity.ts';
import { letterViews } from './crm-letter-views.ts';
import { socialViews } from './crm-social-views.ts';
import { activityReports } from './reports/activity-reports.ts';
import { dealReports } from './reports/deal-reports.ts';
import { leadReports } from './reports/lead-reports.ts';

const whileOpen = (kind: Entity, filter: Filter): Filter => {
  const open = openFilter(kind);
  return open ? { and: [open, filter] } : filter;
};

/** Returns the quick act that logs a past call or meeting. */
const logs = <const K extends 'call' | 'meeting'>(
  kind: K,
  act: Pick<QuickAct, 'place' | 'label' | 'icon' | 'key'>,
) => ({
  ...act,
  id: kind,
  fields: { kind },
  now: 'happensAt' as const,
  asks: ['subject', 'body', 'happensAt', 'lasts', 'with'] as const,
  title: `Log a ${kind}`,
  done: `Log the ${kind}`,
  past: `Logged a ${kind}`,
  needsOneOf: ['subject', 'body'] as const,
});

/** The views of the pack's kinds, in the order of a day's work. */
export const crmViews: readonly KindViews[] = [
  views(deal, {
    area: { place: 110, key: 'd', isInBar: true },
    board: { title: 'Sales pipeline', isFirst: true, subtitle: 'account' },
    lists: [
      { id: 'open', name: 'Open, by stage', where: openFilter(deal), group: 'stage' },
      mine,
      {
        id: 'closing',
        name: 'Closing this quarter',
        where: whileOpen(deal, { field: 'closesOn', op: 'within', value: 'this-quarter' }),
        sort: 'closesOn.asc',
      },
      {
        id: 'quiet',
        name: 'Quiet',
        where: whileOpen(deal, {
          not: { field: 'updatedAt', op: 'within', value: { direction: 'last', count: quietDays, unit: 'day' } },
        }),
        sort: 'updatedAt.asc',
      },
      {
        id: 'forecast',
        name: 'Forecast, by stage',
        where: openFilter(deal),
        group: 'stage',
        columns: [
          'name',
          'account',
          'value',
          stageColumns.chance,
          stageColumns.weighted,
          'forecast',
          'closesOn',
          'ownerId',
          stageColumns.nextStep,
        ].map((name) => ({ name })),
      },
    ],
    reports: dealReports,
    forecast: { category: 'forecast', closed: 'closedOn', due: 'closesOn', target: 'crm/deal/won' },
    pinned: [
      { list: 'closing', label: 'Closing this quarter', icon: 'briefcase' },
      { list: 'quiet', label: 'Quiet deals', icon: 'hourglass' },
    ],
    page: {
      subline: ['account', 'value', 'closesOn'],
      figures: [],
      sections: [
        {
          title: 'Details',
          fields: [
            'name',
            'account',
            'contact',
            'product',
            'stage',
            'value',
            'engagedOn',
            'closesOn',
            'closedOn',
            'forecast',
            'lossReason',
          ],
        },
        { title: 'Origin', fields: ['source', 'externalKey', 'tags'] },
        { title: 'Notes', fields: ['about'] },
      ],
    },
    related: [
      {
        by: 'account',
        place: 10,
        columns: ['value', 'stage'],
        sort: 'updatedAt.desc',
        adds: ['name', 'contact', 'product', 'stage', 'value', 'closesOn'],
        feedsTimeline: true,
      },
      {
        by: 'contact',
        place: 10,
        columns: ['value', 'stage'],
        sort: 'updatedAt.desc',
        adds: ['name', 'account', 'product', 'stage', 'value', 'closesOn'],
        feedsTimeline: true,
      },
      {
        by: 'product',
        place: 10,
        columns: ['value', 'stage'],
        adds: ['name', 'account', 'contact', 'stage', 'value', 'closesOn'],
      },
    ],
  }),
  views(lead, {
    reports: leadReports,
    area: { place: 120, key: 'l' },
    lists: [{ id: 'open', name: 'Open, by status', where: openFilter(lead), group: 'status' }, mine],
    pinned: [{ list: 'mine', label: 'My leads', icon: 'target' }],
    board: { title: 'Leads', subtitle: 'company' },
    page: {
      subline: ['company', 'estimatedValue', 'convertedTo'],
      figures: [{ field: 'score' }],
      sections: [
        {
          title: 'Details',
          fields: ['name', 'company', 'status', 'score', 'source', 'estimatedValue', 'about', 'tags'],
        },
        { title: 'Reach', fields: ['email', 'phone'] },
        { title: 'Converted to', fields: ['convertedTo', 'convertedContact', 'convertedAccount'] },
      ],
    },
    related: [{ by: 'convertedTo', place: 30, columns: ['source', 'score'], feedsTimeline: true }],
    arrivals: {
      where: { and: [mine.where, { field: 'status', op: 'is', value: 'new' }] },
      title: 'New lead for you',
      icon: 'target',
      detail: ['name', 'company'],
    },
  }),
  views(account, {
    area: { place: 130 },
    lists: [mine],
    page: {
      subline: ['sector', 'location'],
      figures: [
        figureOver(deal, { label: 'Open deals', by: 'account', where: openFilter(deal), sum: 'value' }),
        figureOver(deal, {
          label: 'Won',
          by: 'account',
          where: { field: 'stage', op: 'is', value: 'won' },
          sum: 'value',
        }),
      ],
      sections: [
        { title: 'Details', fields: ['name', 'phone', 'email', 'website', 'address', 'customerSince', 'tags'] },
        {
          title: 'Company',
          tab: 'Company',
          fields: ['sector', 'location', 'annualRevenue', 'employeeCount', 'foundedYear', 'parentAccount'],
        },
        { title: 'About', tab: 'Company', fields: ['about'] },
      ],
    },
    related: [
      {
        by: 'parentAccount',
        place: 30,
        title: 'Subsidiaries',
        columns: ['location', 'annualRevenue'],
        sort: 'name.asc',
        adds: ['name', 'sector', 'location', 'website'],
      },
    ],
  }),
  views(contact, {
    area: { place: 140 },
    lists: [mine],
    page: {
      subline: ['jobTitle', 'account'],
      figures: [],
      sections: [
        { title: 'Details', fields: ['name', 'jobTitle', 'account', 'tags', 'about'] },
        {
          title: 'Reach',
          fields: ['email', 'phone', 'mobile', 'preferredChannel', 'doNotContact', 'address', 'birthday'],
        },
      ],
    },
    related: [
      {
        by: 'account',
        place: 20,
        columns: ['jobTitle'],
        sort: 'name.asc',
        adds: ['name', 'jobTitle', 'email', 'phone', 'mobile'],
        feedsTimeline: true,
      },
    ],
  }),
  views(activity, {
    area: { place: 150 },
    lists: [
      mine,
      {
        id: 'calls',
        name: 'Calls, by outcome',
        where: { field: 'kind', op: 'is', value: 'call' },
        sort: 'happensAt.desc',
        group: 'outcome',
      },
      {
        id: 'meetings',
        name: 'Meetings, by outcome',
        where: { field: 'kind', op: 'is', value: 'meeting' },
        sort: 'happensAt.desc',
        group: 'meetingOutcome',
      },
      { ...mine, id: 'my-week', name: 'My week', kind: 'calendar' },
    ],
    order: 'happensAt.desc',
    reports: activityReports,
    page: {
      subline: ['about', 'happensAt'],
      figures: [],
      sections: [
        {
          title: 'Details',
          fields: [
            'subject',
            'kind',
            'outcome',
            'meetingOutcome',
            'about',
            'with',
            'happensAt',
            'lasts',
            'remind',
            'repeat',
            'body',
          ],
        },
        {
          title: 'Delivery',
          fields: [
            'toAddress',
            'direction',
            'number',
            'purpose',
            'delivery',
            'sendAt',
            'sendUntil',
            'deliveryStatus',
            'deliveredAt',
            'deliveryError',
            'deliveryDecision',
            'line',
            'talked',
          ],
        },
      ],
    },
    related: [], // the timeline shows them
    timeline: { at: 'happensAt' },
    visit: { title: 'Visit', fields: { kind: 'meeting' } },
    quickActs: [
      {
        ...logs('call', { place: 10, label: 'Log a call', icon: 'phone', key: 'l' }),
        picks: { field: 'outcome', complete: outcomesWithoutWords },
        needsOneOf: ['outcome', 'subject', 'body'],
      },
      {
        id: 'place-call',
        place: 18,
        label: 'Call',
        icon: 'phone',
        fields: { kind: 'call', delivery: 'send', subject: 'Call' },
        now: 'happensAt',
        takes: { number: 'phone' },
        asks: ['number', 'purpose'],
        title: 'Call with Outpost',
        done: 'Ring my telephone',
        past: 'Asked for',
        ringsOwn: true,
        note: 'Your own telephone rings first. Press a key on it, and you are connected. The timeline then asks for the outcome.',
      },
      {
        ...logs('meeting', { place: 20, label: 'Meeting', icon: 'calendar', key: 'm' }),
        picks: { field: 'meetingOutcome', complete: outcomesWithoutMeeting },
        needsOneOf: ['meetingOutcome', 'subject', 'body'],
      },
      {
        id: 'email',
        place: 40,
        label: 'E-mail',
        icon: 'mail',
        fields: { kind: 'email', delivery: 'send' },
        now: 'happensAt',
        takes: { toAddress: 'email' },
        asks: ['toAddress', 'subject', 'body', 'purpose', 'sendAt'],
        plain: ['body'],
        attaches: { field: 'attached', by: 'email' },
        title: 'Write an e-mail',
        done: 'Send',
        past: 'Wrote an e-mail',
        needsOneOf: ['subject', 'body'],
        note: 'It is sent once it has reached the server; until then you can undo it.',
      },
      {
        id: 'text',
        place: 45,
        label: 'Text',
        icon: 'message',
        key: 'w',
        fields: { kind: 'text', delivery: 'send' },
        now: 'happensAt',
        takes: { number: 'text' },
        asks: ['number', 'body', 'purpose', 'sendAt'],
        plain: ['body'],
        counts: 'body',
        attaches: { field: 'attached', by: 'text' },
        title: 'Write a text',
        done: 'Send',
        past: 'Wrote a text',
        note: 'It is sent once it has reached the server; until then you can undo it.',
      },
    ],
  }),
  views(task, {
    area: { place: 160, key: 't', isInBar: true },
    page: {
      subline: ['about', 'dueAt'],
      figures: [],
      sections: [
        { title: 'Details', fields: ['subject', 'about', 'dueAt', 'remind', 'repeat', 'done', 'priority', 'body'] },
      ],
    },
    related: [], // the crm's part of a record's page lists them, with checkboxes
    timeline: { at: 'createdAt' },
    visit: { title: 'Visit' },
    lists: [
      { id: 'to-do', name: 'To do', where: { field: 'done', op: 'is-not', value: true }, sort: 'dueAt.asc' },
      mine,
      { ...mine, id: 'my-week', name: 'My week', kind: 'calendar' },
    ],
    quickActs: [
      {
        id: 'task',
        place: 30,
        label: 'Task',
        icon: 'check-circle',
        key: 't',
        asks: ['subject', 'dueAt', 'remind', 'repeat', 'priority', 'body'],
        title: 'Add a task',
      },
    ],
  }),
  views(consent, {
    lists: [],
    order: 'givenAt.desc',
    page: {
      subline: ['about', 'givenAt'],
      figures: [],
      sections: [
        {
          title: 'Details',
          fields: ['channel', 'purpose', 'standing', 'address', 'endsOn', 'confirmedAt', 'mustBeConfirmed', 'basis'],
        },
        { title: 'Evidence', fields: ['givenAt', 'source', 'wording', 'wordingVersion', 'proof'] },
      ],
    },
    related: [], // the page of the person has them as a matrix
    timeline: { at: 'givenAt' },
  }),
  views(privateEmail, {
    lists: [],
    order: 'happensAt.desc',
    page: {
      subline: ['about', 'happensAt'],
      figures: [],
      sections: [{ title: 'E-mail', fields: ['fromAddress', 'with', 'body', 'quoted'] }],
    },
    related: [], // the timeline shows them to their owner
    timeline: { at: 'happensAt', by: 'about', becomes: 'sharedAs' },
  }),
  views(suppression, { lists: [], related: [] }),
  views(conversation, { lists: [], related: [], isBegunQuietly: true }), // the inbox shows them
  views(enrolment, {
    lists: [],
    page: {
      subline: ['about', 'status'],
      figures: [],
      sections: [
        {
          title: 'Details',
          fields: [
            'sequence',
            'about',
            'status',
            'stoppedBy',
            'why',
            'nextAt',
            'endedAt',
            'with',
            'toAddress',
            'number',
          ],
        },
      ],
    },
    related: [], // the crm's part of a record's page lists them
    timeline: { at: 'createdAt' },
  }),
  views(campaign, {
    lists: [],
    page: {
      subline: ['about', 'status'],
      figures: [],
      sections: [{ title: 'Details', fields: ['channel', 'purpose', 'status', 'why', 'beginsAt', 'endedAt'] }],
    },
    related: [], // the page of campaigns shows its members and what it brought
  }),
  ...socialViews,
  ...letterViews,
  views(product, {
    area: { place: 170 },
    lists: [],
    page: {
      subline: ['series', 'listPrice'],
      figures: [
        figureOver(deal, { label: 'Open deals', by: 'product', where: openFilter(deal), sum: 'value' }),
        figureOver(deal, {
          label: 'Won',
          by: 'product',
          where: { field: 'stage', op: 'is', value: 'won' },
          sum: 'value',
        }),
      ],
      sections: [{ title: 'Details', fields: ['name', 'series', 'sku', 'listPrice', 'retired', 'about'] }],
    },
  }),
];
