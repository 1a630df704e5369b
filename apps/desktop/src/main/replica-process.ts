import { MessageChannelMain, systemPreferences, type UtilityProcess, type WebContents, utilityProcess } from 'electron';
import { portMessage } from '../bridge/channel.ts';
import { answerBiometrics, asBiometricsRequest } from './biometrics.ts';
import { answerKeyStore, asKeyStoreRequest } from './key-store.ts';
import { replicaFlags } from './replica-flags.ts';

/** Delays before the replica's process is restarted after a crash, so that a broken one does not restart endlessly. */
const restartWaitsMs = [100, 500, 2_000, 10_000];

/** Electron passes V8's flags only in this form. */
const replicaArguments: string[] = [`--js-flags=${replicaFlags.join(' ')}`];

/** The process of the replica, which is restarted when it ends, and each window's port to it. */
export type ReplicaProcess = {
  /** Gives a window a port now, and a new one after each restart of the process. */
  readonly connect: (contents: WebContents) => void;
  /** Ends the process and waits until its file is closed. */
  readonly stop: () => Promise<void>;
};

/**
 * Starts the replica as a utility process. `entry` is the built `replica/start`. Its settings are in `env`; it writes its log to
 * stderr.
 */
export function startReplicaProcess(entry: string, env: NodeJS.ProcessEnv): ReplicaProcess {
  const windows = new Set<WebContents>();
  const state = { deaths: 0, isStopping: false, child: undefined as UtilityProcess | undefined };

  const hand = (contents: WebContents) => {
    if (contents.isDestroyed() || !state.child) return;
    const { port1, port2 } = new MessageChannelMain();
    state.child.postMessage({ kind: 'bridge' }, [port1]);
    contents.postMessage(portMessage, null, [port2]);
  };

  const start = () => {
    const child = utilityProcess.fork(entry, [], {
      serviceName: 'Outpost replica',
      env,
      stdio: 'inherit',
      execArgv: replicaArguments,
    });
    state.child = child;
    child.on('message', (message: unknown) => {
      const request = asKeyStoreRequest(message);
      if (request) child.postMessage(answerKeyStore(request));
      const asked = asBiometricsRequest(message);
      const touchId = process.platform === 'darwin' ? systemPreferences : null; // Electron offers biometrics only on macOS
      if (asked) void answerBiometrics(asked, touchId).then((answer) => child.postMessage(answer));
    });
    child.once('spawn', () => {
      for (const contents of windows) hand(contents);
    });
    child.once('exit', () => {
      state.child = undefined;
      if (state.isStopping) return;
      const wait = restartWaitsMs[Math.min(state.deaths, restartWaitsMs.length - 1)] ?? 0;
      state.deaths += 1;
      setTimeout(start, wait);
    });
  };
  start();

  return {
    connect: (contents) => {
      windows.add(contents);
      contents.once('destroyed', () => windows.delete(contents));
      // A reload creates a new page, and a port belongs to one page.
      contents.on('dom-ready', () => hand(contents));
    },
    stop: () =>
      new Promise((resolve) => {
        state.isStopping = true;
        const child = state.child;
        if (!child) return resolve();
        child.once('exit', () => resolve());
        child.postMessage({ kind: 'stop' });
        setTimeout(() => child.kill(), 5_000).unref(); // it closes its file in milliseconds; a hanging process must not block the app's end
      }),
  };
}
