import type { PackScreens } from '../../slots/pack-screens.ts';
import { useDealCardLines } from './board/use-card-lines.ts';
import { visitEntries } from './record/visit-entries.ts';
import { activityEntry, noteFields } from './record/activity-entry.tsx';
import { consentEntry } from './consent/consent-entry.ts';
import { changesOfMessage } from './record/message-delivery.ts';
import { changesOfPrivateEmail, privateEmailEntry } from './record/private-email-entry.tsx';
import { taskEntry } from './record/task-entry.ts';
import { SnippetsOfPerson } from './snippets/snippets-place.tsx';
import { enrolmentEntry } from './sequences/enrolment-entry.ts';
import { sequenceKinds } from './sequences/sequence-kinds.ts';

/** The CRM's own parts of screens. Its home panels and reports are declared (`packs/crm/crm-home.ts` and `reports` of the domain). */
export const crmScreens: PackScreens = {
  pack: 'crm',
  routes: [
    {
      path: '/inbox',
      area: {
        place: 10,
        label: 'Inbox',
        icon: 'inbox',
        isFirst: true,
        count: () => import('./inbox/inbox-count.tsx').then(({ InboxCount }) => InboxCount),
      },
      load: () => import('./inbox/inbox-page.tsx').then(({ InboxPage }) => InboxPage),
    },
    {
      path: '/campaigns',
      area: { place: 80, label: 'Campaigns', icon: 'megaphone' },
      load: () => import('./campaigns/campaigns-page.tsx').then(({ CampaignsPage }) => CampaignsPage),
    },
    {
      path: '/settings/templates',
      setting: {
        label: 'Templates',
        icon: 'file-text',
        what: 'E-mails that are filled in with the values of a record',
      },
      load: () => import('./templates/templates-page.tsx').then(({ TemplatesPage }) => TemplatesPage),
    },
    {
      path: '/settings/snippets',
      setting: {
        label: 'Snippets',
        icon: 'quote',
        what: 'Words that replace a shortcut while you type',
      },
      load: () => import('./snippets/snippets-page.tsx').then(({ SnippetsPage }) => SnippetsPage),
    },
    {
      path: '/settings/sequences',
      setting: {
        label: 'Sequences',
        icon: 'route',
        what: 'Messages and tasks that follow each other until the person answers',
      },
      load: () => import('./sequences/sequences-page.tsx').then(({ SequencesPage }) => SequencesPage),
    },
    {
      path: '/settings/social',
      setting: {
        label: 'Social accounts',
        icon: 'megaphone',
        what: 'The pages on which posts are published, and from which comments and leads come',
      },
      load: () => import('./social/social-accounts-page.tsx').then(({ SocialAccountsPage }) => SocialAccountsPage),
    },
  ],
  dialogs: sequenceKinds.flatMap((on) => [
    {
      name: `crm/template-mail-${on.slice('crm/'.length)}` as const,
      label: 'Use a template',
      icon: 'file-text',
      on,
      place: 45,
      makes: 'crm/activity',
      load: () => import('./templates/template-mail-dialog.tsx').then(({ TemplateMailDialog }) => TemplateMailDialog),
    },
    {
      name: `crm/start-sequence-${on.slice('crm/'.length)}` as const,
      label: 'Start a sequence',
      icon: 'route',
      on,
      place: 46,
      makes: 'crm/enrolment',
      load: () => import('./sequences/start/start-sequence-dialog.tsx').then(({ StartSequenceDialog }) => StartSequenceDialog), // prettier-ignore
    },
  ]),
  manyActs: [
    {
      name: 'crm/print-letters',
      label: 'Print',
      forMany: 'Make a print batch of',
      icon: 'file-text',
      on: 'crm/letter',
      place: 10,
      makes: 'crm/letter-batch',
      load: () => import('./letters/print-letters-dialog.tsx').then(({ PrintLettersDialog }) => PrintLettersDialog),
    },
    ...sequenceKinds.map((on) => ({
      name: `crm/start-sequences-${on.slice('crm/'.length)}` as const,
      label: 'Start sequence',
      forMany: 'Start a sequence for',
      icon: 'route',
      on,
      place: 10,
      makes: 'crm/enrolment',
      load: () => import('./sequences/many/start-many-dialog.tsx').then(({ StartManyDialog }) => StartManyDialog),
    })),
  ],
  home: {
    makes: [
      { entity: 'crm/task', key: 't', asks: ['subject', 'dueAt', 'priority', 'about', 'body'] },
      { entity: 'crm/deal', key: 'c' },
    ],
  },
  record: {
    parts: [
      () => import('./record/score-section.tsx').then(({ ScoreSection }) => ScoreSection),
      () => import('./record/tasks-section.tsx').then(({ TasksSection }) => TasksSection),
      () => import('./sequences/sequences-section.tsx').then(({ SequencesSection }) => SequencesSection),
      () => import('./social/post-preview.tsx').then(({ PostPreview }) => PostPreview),
      () => import('./letters/batch-section.tsx').then(({ BatchSection }) => BatchSection),
    ],
    tabs: [
      {
        label: 'Consent',
        isFor: ({ carries }) => carries.includes('consents'),
        load: () => import('./consent/consent-tab.tsx').then(({ ConsentTab }) => ConsentTab),
      },
    ],
    timeline: [
      {
        entity: 'crm/activity',
        entryOf: activityEntry,
        moreOf: visitEntries,
        changesOf: changesOfMessage,
        noteOf: noteFields,
      },
      { entity: 'crm/private-email', entryOf: privateEmailEntry, changesOf: changesOfPrivateEmail },
      { entity: 'crm/task', entryOf: taskEntry },
      { entity: 'crm/consent', entryOf: consentEntry },
      { entity: 'crm/enrolment', entryOf: enrolmentEntry },
    ],
  },
  Snippets: SnippetsOfPerson,
  useCardLines: useDealCardLines,
};
