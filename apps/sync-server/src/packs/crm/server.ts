import { grant } from '@outpost/domain/kernel/catalogue/role';
import { account } from '@outpost/domain/packs/crm/entities/account.entity';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { consent } from '@outpost/domain/packs/crm/entities/consent.entity';
import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import { conversation } from '@outpost/domain/packs/crm/entities/conversation.entity';
import { deal } from '@outpost/domain/packs/crm/entities/deal.entity';
import { lead } from '@outpost/domain/packs/crm/entities/lead.entity';
import { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';
import { letterBatch } from '@outpost/domain/packs/crm/entities/letters/letter-batch.entity';
import { suppression } from '@outpost/domain/packs/crm/entities/suppression.entity';
import { enrolment } from '@outpost/domain/packs/crm/entities/enrolment.entity';
import { campaign } from '@outpost/domain/packs/crm/entities/campaign.entity';
import { sequence } from '@outpost/domain/packs/crm/entities/sequence.entity';
import { sequenceVersion } from '@outpost/domain/packs/crm/entities/sequence-version.entity';
import { socialAccount } from '@outpost/domain/packs/crm/entities/social/social-account.entity';
import { socialComment } from '@outpost/domain/packs/crm/entities/social/social-comment.entity';
import { socialPost } from '@outpost/domain/packs/crm/entities/social/social-post.entity';
import { lettersAdapter } from '../../integrations/letters/letters-adapter.ts';
import { socialAdapter } from '../../integrations/social/social-adapter.ts';
import type { PackServer } from '../pack-server.ts';
import { campaignMembers } from './campaigns/campaign-members.ts';
import { followCampaigns } from './campaigns/follow-campaigns.ts';
import { confirmConsent } from './confirm-consent.ts';
import { person } from '@outpost/domain/packs/platform/entities/person.entity';
import { followEngagement } from './follow-engagement.ts';
import { receiveCall } from './receive-call.ts';
import { receiveMail } from './receive-mail.ts';
import { receiveText } from './receive-text.ts';
import { suppressAddress } from './suppress-address.ts';
import { followConversations } from './conversations/follow-conversations.ts';
import { lettersOfBatch } from './letters/letters-of-batch.ts';
import { makeLetterBatch } from './letters/make-letter-batch.ts';
import { printService } from './letters/print-service.ts';
import { readSocial } from './social/read-social.ts';
import { connectSocial, disconnectSocial } from './social/social-accounts.ts';
import { followEnrolments } from './sequences/follow-enrolments.ts';

/**
 * The CRM's work on the server: it keeps the texts, calls and answers that come in, the conversations of the inbox, who opted out and who confirmed, moves
 * people through sequences, sends campaigns, and publishes posts.
 */
export const crmServer: PackServer = {
  pack: 'crm',
  grants: [
    ...grant(activity, ['read', 'create', 'update'], 'org'),
    ...grant(lead, ['read', 'create', 'update'], 'org'),
    ...grant(socialAccount, ['read', 'administer'], 'org'),
    ...grant(socialPost, ['read', 'update'], 'org'),
    ...grant(socialComment, ['read', 'create'], 'org'),
    ...grant(suppression, ['read', 'create', 'update', 'administer'], 'org'),
    ...grant(conversation, ['read', 'create', 'update', 'assign', 'delete'], 'org'),
    ...grant(letterBatch, ['read'], 'org'),
    ...grant(letter, ['read', 'update'], 'org'), // a stopped sequence or campaign takes its letters back
    ...[account, consent, contact, deal, enrolment, campaign].flatMap((kind) => grant(kind, ['read', 'update'], 'org')),
    'platform/file:create@org', // attachments of e-mails that came in
    ...[sequence, sequenceVersion, person].flatMap((kind) => grant(kind, ['read'], 'org')),
  ],
  followers: [followEnrolments, followConversations, followCampaigns, followEngagement],
  adapters: ({ social, letters }, own) => [
    ...(social ? [socialAdapter(social)] : []),
    ...(letters ? [lettersAdapter(letters.carrier, lettersOfBatch(letters, own))] : []),
  ],
  schedules: [readSocial],
  routes: [campaignMembers, connectSocial, disconnectSocial, makeLetterBatch, printService],
  receiveText,
  receiveCall,
  receiveMail,
  suppress: suppressAddress,
  confirm: confirmConsent,
};
