import { Component, type ErrorInfo, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  readonly fallback: (error: Error, again: () => void) => ReactNode;
}

/** Shows a fallback where a part of the page breaks. React offers this to classes alone. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error('A part of the page broke', error, info.componentStack);
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return this.props.fallback(this.state.error, () => this.setState({ error: null }));
  }
}

/** Needs no theme and no service: the last resort before a blank page. */
export function BrokenPage({ error, onAgain }: { error: Error; onAgain: () => void }) {
  return (
    <div role="alert" style={{ padding: 24, fontFamily: 'system-ui, sans-serif', lineHeight: 1.5 }}>
      <h1 style={{ fontSize: 20 }}>This page broke</h1>
      <p>That is a bug in Aligera. Your images and analyses are not touched by it.</p>
      <pre style={{ whiteSpace: 'pre-wrap' }}>{error.message}</pre>
      <button type="button" onClick={onAgain}>
        Show the page again
      </button>
    </div>
  );
}
