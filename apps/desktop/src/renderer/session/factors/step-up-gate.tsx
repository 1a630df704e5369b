import { factorKinds, proofKinds, type ProofKind } from '@outpost/domain/kernel/factor-kinds';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import type { Bridge, BridgeResult } from '../../../bridge/contract.ts';
import { AppPortsProvider, useAppPorts } from '../../window/app-ports.tsx';
import { wantsProof } from './wants-proof.ts';
import { StepUpDialog } from './step-up-dialog.tsx';

type Asked = { readonly kinds: readonly ProofKind[]; readonly answer: (isProved: boolean) => void };

const isProof = (kind: unknown): kind is ProofKind => (proofKinds as readonly unknown[]).includes(kind);

/** Returns the proofs that a refusal asks for and this version knows, otherwise undefined. */
function proofsIn(result: BridgeResult<unknown>): readonly ProofKind[] | undefined {
  if (result.ok || 'fault' in result || result.code !== 'access/step-up-needed') return undefined;
  const { kinds } = result.details;
  return Array.isArray(kinds) ? kinds.filter(isProof) : [...factorKinds];
}

/**
 * Gives the screens below a bridge that asks the person for a proof if a dangerous act needs one, and then makes the
 * refused call again. For acts that the device makes by itself, it asks before they are made. A person who closes the
 * dialog gets the refusal.
 */
export function StepUpGate({ children }: { readonly children: ReactNode }) {
  const ports = useAppPorts();
  const [asked, setAsked] = useState<Asked>();
  /** The proof that is asked for: simultaneous calls wait for the same one. */
  const waiting = useRef<Promise<boolean>>(undefined);
  const guarded = useMemo(() => {
    const { bridge } = ports;
    const prove = (kinds: readonly ProofKind[]): Promise<boolean> => {
      waiting.current ??= new Promise<boolean>((resolve) => setAsked({ kinds, answer: resolve })).finally(() => {
        waiting.current = undefined;
        setAsked(undefined);
      });
      return waiting.current;
    };
    const call: Bridge['call'] = async (name, input) => {
      if (wantsProof(name, input)) {
        const early = await call('session.checkProof', null);
        if (proofsIn(early)) return early as never; // a refusal is an answer to every call
      }
      const first = await bridge.call(name, input);
      const kinds = proofsIn(first);
      return kinds && (await prove(kinds)) ? bridge.call(name, input) : first;
    };
    return { ...ports, bridge: { ...bridge, call } };
  }, [ports]);
  return (
    <AppPortsProvider ports={guarded}>
      {children}
      {asked ? <StepUpDialog kinds={asked.kinds} onEnd={asked.answer} /> : null}
    </AppPortsProvider>
  );
}
