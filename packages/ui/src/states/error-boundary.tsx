import { Component, type ReactNode } from 'react';
import { ErrorState } from './error-state.tsx';

type Props = {
  /** The id of this fault. */ readonly makeId: () => string;
  /** Logs the fault; faults in drawing are logged only here. */ readonly onError: (error: unknown, id: string) => void;
  /** Whether nothing else is on the page. */ readonly isPage?: boolean;
  readonly children: ReactNode;
};

/** Catches a fault in drawing, so that only this part of the window fails. */
export class ErrorBoundary extends Component<Props, { readonly id: string | undefined }> {
  override state: { readonly id: string | undefined } = { id: undefined };

  override componentDidCatch(error: unknown): void {
    const id = this.props.makeId();
    this.props.onError(error, id);
    this.setState({ id });
  }

  static getDerivedStateFromError(): { readonly id: string } {
    return { id: '…' }; // the real id replaces this immediately; without it React would draw the children again
  }

  override render(): ReactNode {
    return this.state.id === undefined ? (
      this.props.children
    ) : (
      <ErrorState id={this.state.id} isPage={this.props.isPage} onRetry={() => this.setState({ id: undefined })} />
    );
  }
}
