import { accept } from '@outpost/domain/kernel/refusal';
import { QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { describe, expect, it } from 'vitest';
import type { Bridge } from '../../bridge/contract.ts';
import { type AppPorts, AppPortsProvider } from '../window/app-ports.tsx';
import { givenShownRecord } from '../testing/given-record.ts';
import { createQueryClient } from './query-client.ts';
import { pageRows, useWindows } from './use-windows.ts';

/** Makes a replica that answers window requests only on the test's request, and records their offsets in order. */
function givenSlowReplica() {
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  const call = (_name: string, input: { readonly offset: number }) => {
    asked.push(input.offset);
    return new Promise((resolve) => {
      waiting.push(() => resolve(accept({ rows: [givenShownRecord()], refs: {}, next: null })));
    });
  };
  const bridge = { call, subscribe: () => () => {} } as unknown as Bridge; // the test only requests windows
  const client = createQueryClient();
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <AppPortsProvider ports={{ bridge } as AppPorts}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </AppPortsProvider>
  );
  const answerAll = () =>
    act(async () => {
      for (const answer of waiting.splice(0)) answer();
      await Promise.resolve();
    });
  return { asked, wrapper, answerAll };
}
const lists = [{ key: 'grid', query: { entity: 'crm/deal' } }];
const at = (page: number) => [{ start: page * pageRows + 45, end: page * pageRows + 55 }];

describe('windows of a long list', () => {
  it('[Q-3] dragging the bar of a slow list requests only the first and the last position', async () => {
    const { asked, wrapper, answerAll } = givenSlowReplica();
    const { result } = renderHook(() => useWindows(lists), { wrapper });
    await waitFor(() => expect(asked).toEqual([0]));
    for (let page = 1; page <= 50; page += 1) act(() => result.current.show('grid', at(page * 10)));
    expect(asked).toEqual([0]);
    await answerAll();
    await waitFor(() => expect(asked).toEqual([0, 500 * pageRows]));
    await answerAll();
    act(() => result.current.show('grid', at(7)));
    await waitFor(() => expect(asked).toEqual([0, 500 * pageRows, 7 * pageRows]));
    await answerAll();
    await waitFor(() => expect(result.current.rowAt('grid', 7 * pageRows)).toBeDefined());
  });
});
