import type { leastProtocolVersion, protocolVersion, PushAnswer } from '@outpost/domain/sync/protocol';

type Wire = `${typeof leastProtocolVersion | typeof protocolVersion}`;
type Decided = Extract<PushAnswer, { kind: 'decided' }>;

/** S-7, K-5: what devices of each wire that is served are told of decisions. */
const decisionsAs: Readonly<Record<Wire, (decided: Decided) => Decided>> = {
  3: ({ answers, ...decided }) => ({
    ...decided,
    answers: answers.map(({ sets: _sets, ...decision }) => decision),
  }),
  4: (decided) => decided,
};
const isWire = (text: string): text is Wire => Object.hasOwn(decisionsAs, text);

/** The answer to a push as a device's wire has it; `header` is the one that was checked (`checkProtocol`). */
export function asSpoken(answer: PushAnswer, header: string | undefined): PushAnswer {
  const wire = String(Number(header));
  return answer.kind === 'decided' && isWire(wire) ? decisionsAs[wire](answer) : answer;
}
