import type { MessagePort } from 'node:worker_threads';
import { type DecidePorts, decideTogether } from '../records/decide-together.ts';
import type { WorkPace } from '../sharing/loop-share.ts';
import { sentFault } from './faults.ts';
import type { FromThread, ToThread } from './messages.ts';

/**
 * Decides the turns that another thread sends. Before each slice of a turn it asks that thread, which counts the
 * requests that wait there. `close` is called when no further turns come.
 */
export function serveLargeWorks(
  port: Pick<MessagePort, 'on' | 'postMessage'>,
  ports: Omit<DecidePorts, 'pace'>,
  close: () => Promise<void>,
): void {
  const resting = new Map<number, (isBesideOthers: boolean) => void>();
  const tell = (message: FromThread): void => port.postMessage(message);
  const paceOf = ({ work, isBesideOthers }: Extract<ToThread, { kind: 'decide' }>): WorkPace => {
    const state = { isBesideOthers };
    return {
      isBesideOthers: () => state.isBesideOthers,
      async rest() {
        state.isBesideOthers = await new Promise((goOn) => {
          resting.set(work, goOn);
          tell({ kind: 'rests', work });
        });
      },
    };
  };
  const decide = (asked: Extract<ToThread, { kind: 'decide' }>): void => {
    const { work } = asked;
    decideTogether({ ...ports, pace: paceOf(asked) }, asked.together)
      .then((parts) => tell({ kind: 'decided', work, parts }))
      .catch((cause: unknown) => tell({ kind: 'failed', work, fault: sentFault(cause) }));
  };
  port.on('message', (message: ToThread) => {
    switch (message.kind) {
      case 'decide':
        return decide(message);
      case 'go-on': {
        const goOn = resting.get(message.work);
        resting.delete(message.work);
        return goOn?.(message.isBesideOthers);
      }
      case 'close':
        return void close();
    }
  });
  tell({ kind: 'ready' });
}
