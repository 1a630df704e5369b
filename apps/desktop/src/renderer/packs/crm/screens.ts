import type { PackScreens } from '../../slots/pack-screens.ts';
import { useDealCardLines } from './board/use-card-lines.ts';
import { activityEntry, noteFields } from './record/activity-entry.tsx';
import { consentEntry } from './consent/consent-entry.ts';
import { changesOfMessage } from './record/message-delivery.ts';
import { taskEntry } from './record/task-entry.ts';

/** The CRM's own parts of screens. Its home panels and reports are declared (`packs/crm/crm-home.ts` and `reports` of the domain). */
export const crmScreens: PackScreens = {
  pack: 'crm',
  routes: [
    {
      path: '/settings/templates',
      setting: {
        label: 'Templates',
        icon: 'file-text',
        what: 'E-mails that are filled in with the values of a record',
      },
      load: () => import('./templates/templates-page.tsx').then(({ TemplatesPage }) => TemplatesPage),
    },
  ],
  dialogs: (['crm/deal', 'crm/contact', 'crm/lead'] as const).map((on) => ({
    name: `crm/template-mail-${on.slice('crm/'.length)}` as const,
    label: 'Use a template',
    icon: 'file-text',
    on,
    place: 45,
    makes: 'crm/activity',
    load: () => import('./templates/template-mail-dialog.tsx').then(({ TemplateMailDialog }) => TemplateMailDialog),
  })),
  home: {
    makes: [
      { entity: 'crm/task', key: 't', asks: ['subject', 'dueAt', 'priority', 'about', 'body'] },
      { entity: 'crm/deal', key: 'c' },
    ],
  },
  record: {
    parts: [() => import('./record/tasks-section.tsx').then(({ TasksSection }) => TasksSection)],
    tabs: [
      {
        label: 'Consent',
        isFor: ({ carries }) => carries.includes('consents'),
        load: () => import('./consent/consent-tab.tsx').then(({ ConsentTab }) => ConsentTab),
      },
    ],
    timeline: [
      { entity: 'crm/activity', entryOf: activityEntry, changesOf: changesOfMessage, noteOf: noteFields },
      { entity: 'crm/task', entryOf: taskEntry },
      { entity: 'crm/consent', entryOf: consentEntry },
    ],
  },
  useCardLines: useDealCardLines,
};
