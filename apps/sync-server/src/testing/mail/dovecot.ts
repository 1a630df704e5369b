import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { setTimeout as sleep } from 'node:timers/promises';

const binary = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find((path) => existsSync(path));
/** Whether this machine has Debian's package dovecot-imapd. Without it, tests against a real mail server report that they were not tried. */
export const hasDovecot = binary !== undefined && existsSync('/usr/lib/dovecot/imap');

/** A real mail server on this machine, with a mailbox for every user name and one password. */
export type Dovecot = {
  readonly port: number;
  readonly password: string;
  /** Delivers an e-mail to the inbox of a user, as a mail server that took it does. */
  readonly deliver: (user: string, source: string | Buffer, at?: Date) => Promise<void>;
  /** Returns the e-mails in a folder of a user, as they lie there. */
  readonly read: (
    user: string,
    folder: string,
  ) => Promise<readonly { readonly source: string; readonly flags: readonly string[] }[]>;
  /** Numbers the e-mails of a user anew: the inbox is the same, with another UIDVALIDITY. */
  readonly renumber: (user: string) => Promise<void>;
  /** Returns how often somebody signed in. */
  readonly signIns: (user: string) => Promise<number>;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? done(address.port) : fail(new Error('no port'))));
    });
  });

/**
 * Starts it with a configuration of its own in a temporary folder. `tokenInfoUrl`: it takes access tokens, too (XOAUTH2), and asks this address about each. Its
 * last parameter is the token.
 */
export async function startDovecot({ tokenInfoUrl }: { readonly tokenInfoUrl?: string } = {}): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'dovecot-'));
  await chmod(folder, 0o755);
  const [port, password] = [await freePort(), 'correct-horse'];
  const isRoot = userInfo().uid === 0;
  const worker = isRoot ? 'dovecot' : userInfo().username;
  const mail = join(folder, 'mail');
  await mkdir(mail);
  await chmod(mail, 0o777);
  const log = join(folder, 'log');
  const config = join(folder, 'dovecot.conf');
  const tokens = join(folder, 'tokens.conf');
  if (tokenInfoUrl !== undefined)
    await writeFile(tokens, `tokeninfo_url = ${tokenInfoUrl}\nusername_attribute = email\nactive_attribute = active\nactive_value = yes\n`); // prettier-ignore
  await writeFile(
    config,
    `base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${log}
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
listen = 127.0.0.1
mail_location = maildir:${mail}/%u
first_valid_uid = 1
first_valid_gid = 1
${isRoot ? '' : `default_internal_user = ${worker}\ndefault_login_user = ${worker}\n`}
${tokenInfoUrl === undefined ? '' : `auth_mechanisms = plain xoauth2\npassdb {\n  driver = oauth2\n  mechanisms = xoauth2\n  args = ${tokens}\n}\n`}passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${worker} gid=${isRoot ? 'dovecot' : String(userInfo().gid)} home=${mail}/%u
}
namespace inbox {
  inbox = yes
  mailbox Gesendet {
    auto = create
    special_use = \\Sent
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
}
service anvil {
  chroot =
}
`,
  );
  let running: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    running = spawn(binary ?? 'dovecot', ['-F', '-c', config], { stdio: 'ignore' });
    for (let tries = 0; tries < 200; tries += 1) {
      const client = clientOf({ user: 'probe', port, password });
      const isUp = await client.connect().then(
        () => true,
        () => false,
      );
      client.close();
      if (isUp) return;
      await sleep(50);
    }
    throw new Error(`dovecot did not start: ${await readFile(log, 'utf8').catch(() => 'it wrote no log')}`);
  };
  const stop = async (): Promise<void> => {
    const process = running;
    running = undefined;
    if (!process || process.exitCode !== null) return;
    const ended = new Promise((done) => process.once('exit', done));
    process.kill('SIGTERM');
    await ended;
  };
  await start();
  return {
    port,
    password,
    start,
    stop,
    async deliver(user, source, at) {
      const client = clientOf({ user, port, password });
      await client.connect();
      await client.append('INBOX', source, [], at);
      await client.logout();
    },
    async read(user, box) {
      const client = clientOf({ user, port, password });
      await client.connect();
      const { exists } = await client.mailboxOpen(box, { readOnly: true });
      const found: { source: string; flags: readonly string[] }[] = [];
      for await (const { source, flags } of client.fetch(exists === 0 ? [] : '1:*', { source: true, flags: true }))
        found.push({ source: source?.toString('utf8') ?? '', flags: [...(flags ?? [])] });
      await client.logout();
      return found;
    },
    async renumber(user) {
      const box = join(mail, user);
      for (const name of await readdir(box))
        if (name.startsWith('dovecot')) await rm(join(box, name), { recursive: true });
    },
    signIns: async (user) => (await readFile(log, 'utf8')).split(`Login: user=<${user}>`).length - 1,
    async remove() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function clientOf({ user, port, password }: { readonly user: string; readonly port: number; readonly password: string }): ImapFlow {
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth: { user, pass: password }, logger: false });
  client.on('error', () => undefined);
  return client;
} // prettier-ignore
