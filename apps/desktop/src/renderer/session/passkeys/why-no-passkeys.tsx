import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ask } from '../../queries/ask.ts';
import { useBridge } from '../../window/app-ports.tsx';

/** Explains why the server offers no passkeys. Renders nothing where it offers them, or does not answer. */
export function WhyNoPasskeys({
  className,
  children,
}: {
  readonly className: string | undefined;
  /** The consequence for the person. */
  readonly children?: ReactNode;
}) {
  const bridge = useBridge();
  const { data } = useQuery({
    queryKey: ['passkeys.state'],
    queryFn: () => ask(bridge, 'passkeys.state', null),
    retry: false,
  });
  return data?.whyNot == null ? null : (
    <p className={className}>
      {data.whyNot} {children}
    </p>
  );
}
