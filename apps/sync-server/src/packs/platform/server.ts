import { grant } from '@outpost/domain/kernel/catalogue/role';
import { file } from '@outpost/domain/packs/platform/entities/file.entity';
import { importRecord } from '@outpost/domain/packs/platform/entities/import-record.entity';
import { emailAdapter } from '../../integrations/email/email-adapter.ts';
import { callAdapter } from '../../integrations/sms/call-adapter.ts';
import { textAdapter } from '../../integrations/sms/text-adapter.ts';
import type { PackServer } from '../pack-server.ts';
import { endRefusedRows } from './end-refused-rows.ts';

/** The server's work for every tenant: it sends the e-mails and text messages and places the calls that records of any pack order, and ends the refused rows of imports. */
export const platformServer: PackServer = {
  pack: 'platform',
  grants: [...grant(importRecord, ['read', 'delete'], 'org'), ...grant(file, ['read', 'delete'], 'org')],
  adapters: ({ mail, texts, calls }) => [
    ...(mail ? [emailAdapter(mail)] : []),
    ...(texts ? [textAdapter(texts)] : []),
    ...(calls ? [callAdapter(calls)] : []),
  ],
  schedules: [endRefusedRows],
};
