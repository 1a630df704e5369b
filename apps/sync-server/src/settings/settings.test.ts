import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOperatorSettings, readSettings, settingsMessage } from './settings.ts';
import { pushExamples } from './push-settings.ts';

const owner = 'postgres://owner:secret@127.0.0.1:5432/outpost';
const problemsOf = (environment: Readonly<Record<string, string>>) => {
  const read = readSettings({ DATABASE_URL: owner, ...environment });
  return read.ok ? [] : read.problems;
};

describe('settings', () => {
  it('[E-2] use the defaults of .env.example for absent and empty values', () => {
    const read = readSettings({ DATABASE_URL: owner, OUTPOST_PORT: '', XDG_DATA_HOME: '/data', PATH: '/bin' });
    expect(read).toMatchObject({
      ok: true,
      value: {
        databaseUrl: owner,
        appDatabaseUrl: null,
        port: 8420,
        host: '127.0.0.1',
        publicUrl: null,
        downloadUrl: null,
        proxies: 0,
        tls: null,
        apiRates: 'own',
        apiOrigins: [],
        logLevel: 'info',
        durability: 'commit',
        mail: null,
        registration: 'invited',
        breached: null,
      },
    });
  });

  it('[E-2] are all read', () => {
    const read = readSettings({
      DATABASE_URL: owner,
      APP_DATABASE_URL: owner,
      OUTPOST_PORT: '0',
      OUTPOST_HOST: '::1',
      OUTPOST_PUBLIC_URL: 'https://crm.example.com/',
      OUTPOST_PROXIES: '2',
      OUTPOST_TLS_CERT: '/etc/cert.pem',
      OUTPOST_TLS_KEY: '/etc/key.pem',
      OUTPOST_API_RATES: 'shared',
      OUTPOST_API_ORIGINS: 'https://a.example.com, http://localhost:5173',
      OUTPOST_DATA_DIR: '/var/opt/outpost',
      OUTPOST_LOG_LEVEL: 'debug',
      OUTPOST_DURABILITY: 'backup',
      OUTPOST_REGISTRATION: 'closed',
      OUTPOST_BREACHED_PASSWORDS: '/var/lists/pwned',
      OUTPOST_BREACHED_PASSWORDS_UNREACHABLE: 'refuse',
      SMTP_URL: 'smtp://127.0.0.1:2525',
      MAIL_FROM: 'Outpost <crm@example.com>',
      OUTPOST_MAILS_PER_PERSON: '20',
      OUTPOST_MAILS_PER_TENANT: '0',
      TWILIO_ACCOUNT_SID: 'AC0123456789abcdef0123456789abcdef',
      TWILIO_AUTH_TOKEN: 'token',
      TWILIO_FROM: '+14155550100',
      TWILIO_TEXT_SENDERS: '{"0190b1f2-7c00-7000-8000-000000000001":"+14155550101"}',
      OUTPOST_SERVICES: '{"fleet.depot":"https://depot.example.com"}',
      OUTPOST_GOOGLE_CLIENT_ID: 'client',
      OUTPOST_GOOGLE_CLIENT_SECRET: 'secret',
      OUTPOST_TRUSTED_HOSTS: 'login.internal:443, 10.0.0.7:8443',
      OUTPOST_DOWNLOAD_URL: 'https://example.com/get-outpost',
      OUTPOST_NAME_SERVERS: '9.9.9.9, 127.0.0.1:5353, 2620:fe::fe, [::1]:53',
    });
    expect(read).toEqual({
      ok: true,
      value: {
        databaseUrl: owner,
        appDatabaseUrl: owner,
        port: 0,
        host: '::1',
        publicUrl: 'https://crm.example.com',
        downloadUrl: 'https://example.com/get-outpost',
        proxies: 2,
        tls: { certFile: '/etc/cert.pem', keyFile: '/etc/key.pem' },
        apiRates: 'shared',
        apiOrigins: ['https://a.example.com', 'http://localhost:5173'],
        dataDir: '/var/opt/outpost',
        masterKey: { in: 'data-folder', folder: '/var/opt/outpost' },
        tokenAlgorithm: 'EdDSA',
        logLevel: 'debug',
        durability: 'backup',
        registration: 'closed',
        breached: { at: '/var/lists/pwned', whenUnreachable: 'refuse' },
        mail: {
          way: { by: 'smtp', url: 'smtp://127.0.0.1:2525' },
          from: 'Outpost <crm@example.com>',
          limits: { perPerson: 20, perTenant: 0 },
        },
        sms: { account: 'AC0123456789abcdef0123456789abcdef', token: 'token', from: '+14155550100', url: null, senders: { '0190b1f2-7c00-7000-8000-000000000001': '+14155550101' } }, // prettier-ignore
        s3: null,
        filesMbPerTenant: 20_000,
        ssoClients: { google: { clientId: 'client', secret: 'secret' } },
        trustedHosts: ['login.internal:443', '10.0.0.7:8443'],
        nameServers: ['9.9.9.9', '127.0.0.1:5353', '2620:fe::fe', '[::1]:53'],
        brokers: { nats: null, kafka: null, mode: 'structured', welcomes: false },
        mailboxProviders: [],
        push: null,
        services: { 'fleet.depot': 'https://depot.example.com' },
      },
    });
  });

  it('[NTF-7] takes the keys for Web Push together, or none of them', () => {
    const { OUTPOST_VAPID_PUBLIC_KEY } = pushExamples;
    const keys = { OUTPOST_VAPID_PUBLIC_KEY, OUTPOST_VAPID_PRIVATE_KEY: 'p'.repeat(43), OUTPOST_VAPID_SUBJECT: 'mailto:operator@example.com' }; // prettier-ignore
    expect(readSettings({ DATABASE_URL: owner, ...keys })).toMatchObject({ value: { push: { publicKey: OUTPOST_VAPID_PUBLIC_KEY, subject: keys.OUTPOST_VAPID_SUBJECT } } }); // prettier-ignore
    for (const name of ['OUTPOST_VAPID_PUBLIC_KEY', 'OUTPOST_VAPID_PRIVATE_KEY', 'OUTPOST_VAPID_SUBJECT'] as const) {
      for (const wrong of [undefined, 'short']) {
        const result = readSettings({ DATABASE_URL: owner, ...keys, [name]: wrong });
        expect(result.ok ? [] : result.problems.map((problem) => problem.name)).toEqual([name]);
      }
    }
  });

  it('[MBX-17] take providers of mailboxes as they document themselves, or as the operator says', () => {
    const read = (setting: unknown) => readSettings({ DATABASE_URL: owner, OUTPOST_MAILBOX_PROVIDERS: typeof setting === 'string' ? setting : JSON.stringify(setting) }); // prettier-ignore
    const client = { clientId: 'client', secret: 'hunter2' };
    expect(read({ google: client })).toMatchObject({ value: { mailboxProviders: [{ key: 'google', ...client, authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth', tokenUrl: 'https://oauth2.googleapis.com/token', scopes: 'openid email https://mail.google.com/', imap: { host: 'imap.gmail.com', port: 993 } }] } }); // prettier-ignore
    const own = { ...client, tokenUrl: 'https://login.example.com/token', imap: 'imap.example.com:143' };
    expect(read({ microsoft: own })).toMatchObject({ value: { mailboxProviders: [{ key: 'microsoft', tokenUrl: own.tokenUrl, imap: { host: 'imap.example.com', port: 143 }, smtp: { host: 'smtp.office365.com', port: 587 } }] } }); // prettier-ignore
    for (const wrong of ['{', '[]', '"x"', { yahoo: client }, { google: { clientId: 'client' } }, { google: { ...client, tokenUrl: 'http://login.example.com' } }, { google: { ...client, imap: 'imap.example.com' } }, { google: { ...client, more: 1 } }]) {
      const result = read(wrong);
      expect([wrong, result.ok]).toEqual([wrong, false]);
      expect(result.ok ? [] : result.problems.map(({ name }) => name)).toContain('OUTPOST_MAILBOX_PROVIDERS');
      expect(JSON.stringify(result)).not.toContain('hunter2');
    } // prettier-ignore
  });

  it('[E-2] name one place of the master key, or none', () => {
    const given = (more: Readonly<Record<string, string>>) =>
      readSettings({ DATABASE_URL: owner, OUTPOST_DATA_DIR: '/data', ...more });
    const placeOf = (more: Readonly<Record<string, string>>) => {
      const read = given(more);
      return read.ok ? read.value.masterKey : read.problems.map(({ name }) => name);
    };
    const [text, url, token] = [Buffer.alloc(32, 7).toString('base64url'), 'https://vault.example.com', 's.token'];
    expect(placeOf({})).toEqual({ in: 'data-folder', folder: '/data' });
    expect(placeOf({ OUTPOST_MASTER_KEY: text })).toEqual({ in: 'environment', keys: text });
    expect(placeOf({ OUTPOST_MASTER_KEY_FILE: '/run/key' })).toEqual({ in: 'file', path: '/run/key' });
    expect(placeOf({ OUTPOST_KMS_URL: url, OUTPOST_KMS_TOKEN: token })).toEqual({ in: 'service', url, key: 'outpost', token }); // prettier-ignore
    expect(placeOf({ OUTPOST_MASTER_KEY: 'secret' })).toEqual(['OUTPOST_MASTER_KEY']);
    expect(JSON.stringify(given({ OUTPOST_MASTER_KEY: 'sesame' }))).not.toContain('sesame');
    expect(placeOf({ OUTPOST_KMS_URL: url })).toEqual(['OUTPOST_KMS_TOKEN']);
    expect(placeOf({ OUTPOST_MASTER_KEY: text, OUTPOST_MASTER_KEY_FILE: '/run/key' })).toEqual(['OUTPOST_MASTER_KEY_FILE']); // prettier-ignore
    expect(placeOf({ OUTPOST_MASTER_KEY: text, OUTPOST_KMS_URL: url, OUTPOST_KMS_TOKEN: token })).toEqual(['OUTPOST_KMS_URL']); // prettier-ignore
  });

  it('[E-2] stop the start at a wrong value with its name, the error, and an example', () => {
    const wrong = {
      APP_DATABASE_URL: 'mysql://x',
      OUTPOST_PORT: '84200',
      OUTPOST_HOST: 'a b',
      OUTPOST_PUBLIC_URL: 'crm.example.com',
      OUTPOST_PROXIES: 'one',
      OUTPOST_LOG_LEVEL: 'loud',
      SMTP_URL: 'mail.example.com',
      MAIL_FROM: 'nobody',
    };
    expect(problemsOf(wrong).map(({ name }) => name)).toEqual(Object.keys(wrong));
    expect(settingsMessage(problemsOf({ OUTPOST_PORT: '84200' }))).toContain(
      'OUTPOST_PORT is not between 0 and 65535. Example: OUTPOST_PORT=8420',
    );
  });

  it('[E-2] require the database, and a sender where there is a mail server', () => {
    expect(readSettings({})).toMatchObject({ ok: false, problems: [{ name: 'DATABASE_URL', problem: 'is missing' }] });
    expect(problemsOf({ SMTP_URL: 'smtp://127.0.0.1' })).toMatchObject([{ name: 'MAIL_FROM' }]);
    expect(problemsOf({ SENDGRID_API_KEY: 'SG.0123456789' })).toMatchObject([{ name: 'MAIL_FROM' }]);
    expect(problemsOf({ TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}` })).toMatchObject([{ name: 'TWILIO_AUTH_TOKEN' }]);
  });

  it('[MSG-38] name one way out for e-mail', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = (from: KeyObject): string => from.export({ type: 'spki', format: 'der' }).toString('base64');
    const sendGrid = { SENDGRID_API_KEY: 'SG.0123456789', SENDGRID_WEBHOOK_KEY: key(publicKey), MAIL_FROM: 'crm@example.com' }; // prettier-ignore
    expect(readSettings({ DATABASE_URL: owner, ...sendGrid })).toMatchObject({
      ok: true,
      value: { mail: { way: { by: 'sendgrid', apiKey: 'SG.0123456789', url: null, verifyKey: key(publicKey) } } },
    });
    const wrong = (more: Readonly<Record<string, string>>) => problemsOf({ ...sendGrid, ...more }).map(({ name }) => name); // prettier-ignore
    expect(wrong({ SMTP_URL: 'smtp://127.0.0.1' })).toEqual(['SENDGRID_API_KEY']);
    expect(wrong({ SENDGRID_API_KEY: 'secret' })).toEqual(['SENDGRID_API_KEY']);
    expect(wrong({ SENDGRID_API_KEY: '' })).toEqual(['SENDGRID_API_KEY']);
    expect(wrong({ SENDGRID_URL: 'api.sendgrid.com' })).toEqual(['SENDGRID_URL']);
    const others = [generateKeyPairSync('ec', { namedCurve: 'P-384' }), generateKeyPairSync('ed25519')];
    for (const text of ['x', ...others.map((one) => key(one.publicKey))])
      expect(wrong({ SENDGRID_WEBHOOK_KEY: text })).toEqual(['SENDGRID_WEBHOOK_KEY']);
  });

  it('[MSG-16] give each organisation a sender of its own', () => {
    const [one, other] = ['0190b1f2-7c00-7000-8000-000000000001', '0190b1f2-7c00-7000-8000-000000000002'];
    const account = { DATABASE_URL: owner, TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 't', TWILIO_FROM: '+14155550100' }; // prettier-ignore
    const problems = (senders: string) => problemsOf({ ...account, TWILIO_TEXT_SENDERS: senders });
    const given = { [one]: '+14155550101', [other]: `MG${'0'.repeat(32)}` };
    expect(readSettings({ ...account, TWILIO_TEXT_SENDERS: JSON.stringify(given) })).toMatchObject({ ok: true, value: { sms: { senders: given } } }); // prettier-ignore
    for (const wrong of [
      '{',
      '[]',
      `{"${one}":"0"}`,
      `{"x":"+14155550101"}`,
      JSON.stringify({ [one]: '+14155550101', [other]: '+14155550101' }),
    ])
      // prettier-ignore
      expect(problems(wrong)).toMatchObject([{ name: 'TWILIO_TEXT_SENDERS' }]);
    const alone = { DATABASE_URL: owner, TWILIO_TEXT_SENDERS: JSON.stringify(given) };
    expect(problemsOf(alone)).toMatchObject([{ name: 'TWILIO_ACCOUNT_SID' }]);
  });

  it('[P-2] accept only the connection of the app, except for commands of operators', () => {
    const given = { APP_DATABASE_URL: owner };
    expect(readSettings(given)).toMatchObject({ ok: true, value: { databaseUrl: null, appDatabaseUrl: owner } });
    expect(readOperatorSettings(given)).toMatchObject({ ok: false, problems: [{ name: 'DATABASE_URL' }] });
    expect(readOperatorSettings({ ...given, DATABASE_URL: owner })).toMatchObject({
      ok: true,
      value: { databaseUrl: owner },
    });
  });

  it('[E-2] are never quoted in errors: a value may contain a password', () => {
    const problems = problemsOf({
      APP_DATABASE_URL: 'mysql://app:hunter2@x',
      SMTP_URL: 'hunter2',
      MAIL_FROM: 'hunter2',
      OUTPOST_NATS_URL: 'http://crm:hunter2@x',
      OUTPOST_KAFKA_URL: 'kafka://crm:hunter2@x',
    });
    expect(problems.length).toBe(5);
    expect(settingsMessage(problems)).not.toContain('hunter2');
  });

  it('[E-2] are all in .env.example', () => {
    const explained = readFileSync(join(import.meta.dirname, '../../../../.env.example'), 'utf8');
    for (const name of [
      'DATABASE_URL',
      'APP_DATABASE_URL',
      'OUTPOST_PORT',
      'OUTPOST_HOST',
      'OUTPOST_PUBLIC_URL',
      'OUTPOST_PROXIES',
      'OUTPOST_DATA_DIR',
      'OUTPOST_LOG_LEVEL',
      'OUTPOST_BREACHED_PASSWORDS',
      'SMTP_URL',
      'MAIL_FROM',
      'TWILIO_ACCOUNT_SID',
      'OUTPOST_NATS_URL',
      'OUTPOST_NATS_STREAM',
      'OUTPOST_KAFKA_URL',
      'OUTPOST_EVENTS_MODE',
      'OUTPOST_WELCOME_MAILS',
    ]) {
      expect(explained).toContain(`\n# ${name}=`);
    }
  });

  it.each([
    ['0.0.0.0', {}, ['OUTPOST_TLS_CERT']],
    ['::', {}, ['OUTPOST_TLS_CERT']],
    ['192.168.1.4', {}, ['OUTPOST_TLS_CERT']],
    ['outpost.example.com', {}, ['OUTPOST_TLS_CERT']],
    ['127.0.0.1.example.com', {}, ['OUTPOST_TLS_CERT']],
    ['0.0.0.0', { OUTPOST_TLS_CERT: '/c' }, ['OUTPOST_TLS_KEY']],
    ['127.0.0.1', { OUTPOST_TLS_KEY: '/k' }, ['OUTPOST_TLS_CERT']],
    ['0.0.0.0', { OUTPOST_TLS_CERT: '/c', OUTPOST_TLS_KEY: '/k' }, []],
    ['0.0.0.0', { OUTPOST_PROXIES: '1' }, []],
    ['127.0.0.1', {}, []],
    ['localhost', {}, []],
    ['::1', {}, []],
  ])('require a certificate or a proxy at an address that others reach: %s %j', (host, more, wrong) => {
    expect(problemsOf({ OUTPOST_HOST: host, ...more }).map(({ name }) => name)).toEqual(wrong);
  });

  it.each([
    ['http://lists.example.com/range', false],
    ['ftp://lists.example.com', false],
    ['lists/pwned', false],
    ['https://api.pwnedpasswords.com/range', true],
    ['/var/lists/pwned.txt', true],
  ])('[A-5] accept a list of breached passwords by https or by a whole path: %s', (at, isTaken) => {
    expect(problemsOf({ OUTPOST_BREACHED_PASSWORDS: at }).length).toBe(isTaken ? 0 : 1);
  });

  it('[EVT-18] [EVT-19] name brokers with their users, and none where none is given', () => {
    const brokersOf = (more: Readonly<Record<string, string>>) => {
      const read = readSettings({ DATABASE_URL: owner, ...more });
      return read.ok ? read.value.brokers : read.problems.map(({ name }) => name);
    };
    expect(brokersOf({})).toEqual({ nats: null, kafka: null, mode: 'structured', welcomes: false });
    expect(brokersOf({ OUTPOST_NATS_URL: 'tls://a:b@nats:4222', OUTPOST_EVENTS_MODE: 'binary' })).toMatchObject({
      nats: { url: 'tls://a:b@nats:4222', stream: 'OUTPOST' },
      mode: 'binary',
    });
    expect(brokersOf({ OUTPOST_KAFKA_URL: 'kafkas://a:b%40c@k1:9093,k2:9093' })).toMatchObject({
      kafka: {
        brokers: ['k1:9093', 'k2:9093'],
        isTls: true,
        login: { mechanism: 'SCRAM-SHA-512', username: 'a', password: 'b@c' },
      },
    });
    expect(brokersOf({ OUTPOST_KAFKA_URL: 'kafka://k1:9092' })).toMatchObject({ kafka: { isTls: false, login: null } });
    expect(brokersOf({ OUTPOST_KAFKA_URL: 'kafka://a:b@k1:9092?sasl=plain' })).toMatchObject({ kafka: { login: { mechanism: 'PLAIN' } } }); // prettier-ignore
    for (const wrong of ['kafka://k1', 'http://k1:9092', 'kafka://a@k1:9092', 'kafka://k1:9092/path'])
      expect([wrong, brokersOf({ OUTPOST_KAFKA_URL: wrong })]).toEqual([wrong, ['OUTPOST_KAFKA_URL']]);
    for (const wrong of ['nats', 'http://nats:4222', 'nats://nats:4222/path'])
      expect([wrong, brokersOf({ OUTPOST_NATS_URL: wrong })]).toEqual([wrong, ['OUTPOST_NATS_URL']]);
  });

  it('require origins without a path', () => {
    for (const origins of ['app.example.com', 'https://app.example.com/', '*', 'https://a.example.com,'])
      expect(problemsOf({ OUTPOST_API_ORIGINS: origins }).map(({ name }) => name)).toEqual(['OUTPOST_API_ORIGINS']);
  });
});
