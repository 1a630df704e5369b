import { Component, type ReactNode } from 'react';
import { ErrorState } from './error-state.tsx';

type Props = {
  /** A number for this fault. */ readonly makeId: () => string;
  /** The one place that logs it. */ readonly onError: (error: unknown, id: string) => void;
  readonly children: ReactNode;
};

/** A fault in drawing costs its own place, not the window. */
export class ErrorBoundary extends Component<Props, { readonly id: string | undefined }> {
  override state: { readonly id: string | undefined } = { id: undefined };

  override componentDidCatch(error: unknown): void {
    const id = this.props.makeId();
    this.props.onError(error, id);
    this.setState({ id });
  }

  static getDerivedStateFromError(): { readonly id: string } {
    return { id: '…' }; // replaced by the real number at once; without it React would draw the children again
  }

  override render(): ReactNode {
    return this.state.id === undefined ? (
      this.props.children
    ) : (
      <ErrorState id={this.state.id} onRetry={() => this.setState({ id: undefined })} />
    );
  }
}
