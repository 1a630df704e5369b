import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import type { Session, SyncStatus } from '../../bridge/contract.ts';
import { type Command, type CommandContext, misused, type CliOutcome, textOption, unanswered } from '../command.ts';
import { exitCode } from '../exit-code.ts';

const stateWords: Readonly<Record<SyncStatus['state'], string>> = {
  'signed-out': 'Nobody is signed in',
  locked: 'Locked',
  connecting: 'Connecting',
  offline: 'Offline, working from this device',
  sending: 'Sending',
  receiving: 'Receiving',
  'to-send': 'In contact',
  'up-to-date': 'Up to date',
  'too-old': 'This Outpost is too old for its server: update it',
  'session-ended': 'The session has ended: sign in again',
};

/**
 * Returns the state in one line. Without `problem`, no contact was tried: a command contacts the server only when necessary.
 */
function stateLine({ state, upToDateAt, problem }: SyncStatus): string {
  const last = upToDateAt === null ? '' : `, up to date at ${upToDateAt}`;
  if (state === 'offline' && problem === null) return `Working from this device${last}; "sync" makes contact`;
  return `${stateWords[state]}${state === 'up-to-date' && upToDateAt !== null ? ` since ${upToDateAt}` : ''}`;
}

/** Returns the state of sync in one line. */
function syncLine(sync: SyncStatus): string {
  const waits = [
    ...(sync.toSend > 0 ? [`${countWithNoun(sync.toSend, 'change')} to send`] : []),
    ...(sync.needsYou > 0 ? [`${countWithNoun(sync.needsYou, 'change')} in the tray`] : []),
  ];
  return [stateLine(sync), ...waits, ...(sync.problem === null ? [] : [sync.problem])].join('. ').replace(/\.?$/u, '.');
}

const whoLine = ({ person, organisation, server }: Session): string =>
  `${person?.name ?? 'Nobody'}${person ? ` <${person.email}>` : ''}, ${organisation?.name ?? 'no organisation'}, at ${server ?? 'no server'}`;

export const signInCommand: Command = {
  name: 'sign-in',
  summary: 'Signs in at a server and opens its replica in the profile',
  words: [],
  options: {
    server: { value: 'URL', help: "the server's address (by default the server that npm start runs on this machine)" },
    email: { value: 'E', help: 'the e-mail that you sign in with' },
    'allow-plain-http': {
      value: null,
      help: 'sends the password unencrypted to a server on another machine: for laboratories',
    },
  },
  details:
    'The password comes from OUTPOST_PASSWORD, otherwise from the first line of standard input. A password that an administrator gave you is replaced at the first sign-in: by OUTPOST_NEW_PASSWORD, otherwise by the second line. Without a network it opens data that you have signed in to on this device before.',
  session: 'made',
  run: async (invocation, { bridge, password, newPassword, note, session: before, serverHere }) => {
    const server = textOption(invocation, 'server') ?? before.server ?? serverHere;
    const email = textOption(invocation, 'email') ?? before.person?.email;
    if (server === undefined || email === undefined)
      return misused('Both --server and --email are needed the first time.');
    if (!/^https?:\/\//u.test(server) || !URL.canParse(server))
      return misused(`The server needs an address such as https://outpost.example.com, not "${server}".`);
    const allowPlainHttp = invocation.values['allow-plain-http'] === true;
    const asked = { server: server.replace(/\/+$/u, ''), email, password: await password(), allowPlainHttp };
    let signedIn = await bridge.call('session.signIn', asked);
    if (!signedIn.ok && 'code' in signedIn && signedIn.code === 'access/new-password-needed') {
      note(signedIn.message);
      const chosen = await newPassword();
      if (chosen !== '') signedIn = await bridge.call('session.signIn', { ...asked, newPassword: chosen });
    }
    if (!signedIn.ok) return unanswered(signedIn);
    return { exit: exitCode.done, json: signedIn.value, text: `Signed in: ${whoLine(signedIn.value)}` };
  },
};

export const syncCommand: Command = {
  name: 'sync',
  summary: 'Sends waiting changes and receives new ones',
  words: [],
  options: {},
  details:
    'Exits with 4 where the server can’t be reached, with 3 where it refuses this device, and with 1 where the sync was interrupted, for example by a full disk.',
  session: 'needed',
  run: async (_invocation, { bridge, mayContact }) => {
    if (!mayContact) return misused('sync makes contact, which --offline forbids.');
    const status = await bridge.call('sync.now', null);
    if (!status.ok) return unanswered(status);
    return syncOutcome(status.value);
  },
};

function syncOutcome(status: SyncStatus): CliOutcome {
  const text = syncLine(status);
  switch (status.state) {
    case 'offline':
      return { exit: exitCode.offline, json: status, problem: text };
    case 'too-old':
    case 'session-ended':
    case 'locked':
    case 'signed-out':
      return { exit: exitCode.refused, json: status, problem: text };
    case 'connecting':
    case 'sending':
    case 'receiving':
    case 'to-send':
      // The sync was interrupted, for example by a full disk, so the request is not completed.
      return status.problem === null
        ? { exit: exitCode.done, json: status, text }
        : { exit: exitCode.fault, json: status, problem: text };
    case 'up-to-date':
      return { exit: exitCode.done, json: status, text };
  }
}

export const rekeyCommand: Command = {
  name: 'rekey',
  summary: 'Encrypts the data of this device with a new key',
  words: [],
  options: {},
  details:
    'Use it when somebody may have seen the old key, for example on a lost laptop or in a backup of its profile. Work goes on meanwhile. Your password, from OUTPOST_PASSWORD or standard input, stays as it is.',
  session: 'needed',
  run: async (_invocation, { bridge, password }) => {
    const changed = await bridge.call('session.changeKey', { password: await password() });
    if (!changed.ok) return unanswered(changed);
    return {
      exit: exitCode.done,
      json: { changed: true },
      text: 'The key was changed. The old key no longer opens the data.',
    };
  },
};

export const statusCommand: Command = {
  name: 'status',
  summary: 'Shows the signed-in person, the waiting changes and the contents of the profile',
  words: [],
  options: {},
  session: 'welcome',
  run: async (_invocation, context) => {
    const { bridge, session } = context;
    const now = await bridge.call('sync.status', null);
    if (!now.ok) return unanswered(now);
    if (session.state !== 'signed-in') {
      const text =
        session.state === 'locked'
          ? `Locked: ${whoLine(session)}. ${countWithNoun(session.unsent, 'change')} to send.`
          : session.state === 'wiping'
            ? `The access of this device has ended: ${countWithNoun(session.unsent, 'change')} to hand over, then its data is wiped.`
            : 'Nobody is signed in.';
      return { exit: exitCode.done, json: { session, sync: now.value, device: null }, text };
    }
    const device = await bridge.call('sync.device', null);
    if (!device.ok) return unanswered(device);
    const { counts, fileBytes, encrypted, deviceId } = device.value;
    const text = [
      whoLine(session),
      syncLine(now.value),
      `Device ${deviceId}, ${(fileBytes / 1024 / 1024).toFixed(1)} MB${encrypted ? ', encrypted' : ''}`,
      ...heldLines(counts, context),
    ].join('\n');
    return { exit: exitCode.done, json: { session, sync: now.value, device: device.value }, text };
  },
};

function heldLines(counts: Readonly<Record<string, number>>, { catalogue }: CommandContext): readonly string[] {
  const held = Object.entries(counts).filter(([, count]) => count > 0);
  const words = held.map(([name, count]) => {
    const label = catalogue.entities.get(name)?.label ?? { one: name, many: name };
    return countWithNoun(count, label.one.toLowerCase(), label.many.toLowerCase());
  });
  return words.length === 0 ? ['It has no records yet.'] : [`It has ${words.join(', ')}.`];
}
