import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Whether this machine has kcat (a package of Debian), whose library has a broker of the Kafka protocol. */
export const hasKcat = spawnSync('kcat', ['-V']).status === 0;

/** A message as kcat, another implementation of the protocol, has read and decoded it. */
export type KafkaMessageRead = {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
};

export type KafkaCluster = {
  readonly broker: string;
  /** The messages of the topic in the order in which kcat read them. */
  readonly got: readonly KafkaMessageRead[];
  readonly kill: () => Promise<void>;
};

/**
 * Starts the broker of librdkafka (`test.mock.num.brokers`) with kcat as the consumer of one topic. It speaks the protocol over TCP and
 * keeps messages in memory. It is no Apache Kafka: replicas, disks and rights were not tried.
 */
export async function kafkaCluster(topic: string): Promise<KafkaCluster> {
  const settings = ['test.mock.num.brokers=1', 'topic.metadata.refresh.interval.ms=200'].flatMap((one) => ['-X', one]);
  const child: ChildProcess = spawn('kcat', ['-C', '-E', '-u', '-J', '-o', 'beginning', '-b', '127.0.0.1:1', '-d', 'mock', '-t', topic, ...settings], { stdio: ['ignore', 'pipe', 'pipe'] }); // prettier-ignore
  const got: KafkaMessageRead[] = [];
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('kcat has no output');
  createInterface({ input: stdout }).on('line', (line) => {
    const { headers = [], ...message } = JSON.parse(line) as Omit<KafkaMessageRead, 'headers'> & {
      readonly headers?: readonly string[];
    };
    const pairs = headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? ''] as const] : []));
    got.push({ ...message, headers: Object.fromEntries(pairs) });
  });
  const broker = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('kcat ended')));
    createInterface({ input: stderr }).on('line', (line) => {
      const address = /bootstrap\.servers=(127\.0\.0\.1:\d+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  return {
    broker,
    got,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
