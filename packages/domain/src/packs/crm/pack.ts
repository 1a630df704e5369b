import type { Pack } from '../../kernel/catalogue/catalogue.ts';
import { account } from './entities/account.entity.ts';
import { activity } from './entities/activity.entity.ts';
import { conversation } from './entities/conversation.entity.ts';
import { contact } from './entities/contact.entity.ts';
import { consent } from './entities/consent.entity.ts';
import { contactIdentity } from './entities/contact-identity.entity.ts';
import { deal } from './entities/deal.entity.ts';
import { lead } from './entities/lead.entity.ts';
import { privateEmail } from './entities/private-email.entity.ts';
import { product } from './entities/product.entity.ts';
import { suppression } from './entities/suppression.entity.ts';
import { task } from './entities/task.entity.ts';
import { template } from './entities/templates/template.entity.ts';
import { templateVersion } from './entities/templates/template-version.entity.ts';
import { snippet } from './entities/templates/snippet.entity.ts';
import { sequence } from './entities/sequence.entity.ts';
import { sequenceVersion } from './entities/sequence-version.entity.ts';
import { enrolment } from './entities/enrolment.entity.ts';
import { campaign } from './entities/campaign.entity.ts';
import { socialAccount } from './entities/social/social-account.entity.ts';
import { socialComment } from './entities/social/social-comment.entity.ts';
import { socialPost } from './entities/social/social-post.entity.ts';
import { letter } from './entities/letters/letter.entity.ts';
import { letterBatch } from './entities/letters/letter-batch.entity.ts';
import { leadToCustomer } from './conversions/lead-to-customer.conversion.ts';
import { linePrice } from './calculations/line-price.ts';
import { crmConsents } from './crm-consents.ts';
import { crmHome } from './crm-home.ts';
import { crmViews } from './crm-views.ts';
import { quarterDashboard } from './reports/quarter-dashboard.ts';
import { salesDashboard } from './reports/sales-dashboard.ts';
import { demoCompany } from './fixtures/demo-company.ts';
import { placeCall } from './intents/place-call.intent.ts';
import { sendEmail } from './intents/send-email.intent.ts';
import { sendText } from './intents/send-text.intent.ts';
import { carryLetters } from './intents/carry-letters.intent.ts';
import { publishPost } from './intents/publish-post.intent.ts';
import { importSalesFiles } from './import-sales-files.ts';
import { callOutcome } from './rules/call-outcome.rule.ts';
import { consentIsComplete, consentName } from './rules/consent.rule.ts';
import { conversationState, snoozeHasAnEnd } from './rules/conversation.rule.ts';
import { dealClosing } from './rules/deal-closing.rule.ts';
import { emailDecision } from './rules/email-decision.rule.ts';
import { attachedFilesAreReadable } from './rules/attached-files.rule.ts';
import { emailIsAddressed } from './rules/email-intent.rule.ts';
import { repeatedActivity } from './rules/repeated-activity.rule.ts';
import { repeatedTask } from './rules/repeated-task.rule.ts';
import { callIsAddressed } from './rules/call-intent.rule.ts';
import { textIsAddressed } from './rules/text-intent.rule.ts';
import { leadScore } from './rules/lead-score.rule.ts';
import { suppressionIsReadable } from './rules/suppression.rule.ts';
import { shortcutIsTypable } from './rules/shortcut-is-typable.rule.ts';
import { frameTakesWords } from './rules/frame-takes-words.rule.ts';
import { campaignIsReadable } from './rules/campaign.rule.ts';
import { postIsComplete, postName, postStatus } from './rules/social-post.rule.ts';
import {
  batchDecisionFits,
  batchHasLetters,
  batchStatus,
  letterIsComplete,
  letterStatus,
} from './rules/letter.rule.ts';
import { enrolmentIsReadable } from './rules/enrolment.rule.ts';
import { sequenceVersionIsReadable } from './rules/sequence-version.rule.ts';
import { dealStage } from './workflows/deal-stage.workflow.ts';

/** The base pack: the kinds of record that every trade with sales needs. */
export const crm: Pack = {
  name: 'crm',
  version: 1,
  label: 'Sales',
  describes: 'Selling: from the first lead through calls and offers to the won deal.',
  entities: [
    product,
    account,
    deal,
    task,
    contact,
    contactIdentity,
    lead,
    activity,
    privateEmail,
    consent,
    suppression,
    template,
    templateVersion,
    snippet,
    sequence,
    sequenceVersion,
    enrolment,
    conversation,
    campaign,
    socialAccount,
    socialPost,
    socialComment,
    letterBatch,
    letter,
  ],
  rules: [
    ...dealClosing,
    emailIsAddressed,
    emailDecision,
    attachedFilesAreReadable,
    textIsAddressed,
    callIsAddressed,
    repeatedTask,
    repeatedActivity,
    callOutcome,
    consentIsComplete,
    suppressionIsReadable,
    frameTakesWords,
    shortcutIsTypable,
    sequenceVersionIsReadable,
    enrolmentIsReadable,
    snoozeHasAnEnd,
    campaignIsReadable,
    postIsComplete,
    letterIsComplete,
    batchHasLetters,
    batchDecisionFits,
  ],
  derived: [leadScore, consentName, conversationState, postName, postStatus, letterStatus, batchStatus],
  workflows: [dealStage],
  conversions: [leadToCustomer],
  roles: [],
  views: crmViews,
  home: crmHome,
  dashboards: [salesDashboard, quarterDashboard],
  calculations: [linePrice],
  intents: [sendEmail, sendText, placeCall, publishPost, carryLetters],
  consents: crmConsents,
  importRecipes: [importSalesFiles],
  help: [
    { id: 'crm/sales', after: 'start' },
    { id: 'crm/inbox', after: 'start' },
  ],
  demo: demoCompany,
};
