/** The buttons for a person while a page of the server is open in their browser. */
export function OpenInBrowser({ url, className }: { readonly url: string; readonly className?: string | undefined }) {
  return (
    <p role="status" className={className}>
      Go on in your browser: a page of your server asks for the passkey there, and comes back by itself. No page?{' '}
      <a href={url} target="_blank" rel="noopener noreferrer">
        Open it again
      </a>
    </p>
  );
}
