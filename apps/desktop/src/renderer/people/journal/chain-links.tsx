import { useFormats } from '@outpost/ui/formats/formats-context';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { useAppPorts } from '../../window/app-ports.tsx';
import classes from './chain-state.module.css';

/** Copies a value of an entry to the clipboard, and reports it. */
export function CopyValue({ what, value }: { readonly what: string; readonly value: string }) {
  const { copy } = useAppPorts();
  const { show } = useSnackbar();
  const put = () =>
    void copy(value).then(
      () => show({ text: `${what} copied` }),
      () => show({ text: 'It could not be copied: the clipboard is closed to Outpost.', tone: 'bad' }),
    );
  return <IconButton icon="copy" label={`Copy ${what.toLowerCase()}`} onClick={put} />;
}

/** Returns the beginning and the end of a hash: "c94a 10f8 … 7d22 b6e5". */
const shortHash = (hash: string): string =>
  `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-8, -4)} ${hash.slice(-4)}`;

/** The hashes of an entry and its neighbours, each computed again by this device (P-5). */
export function ChainLinks({ n }: { readonly n: number }) {
  const formats = useFormats();
  const answer = useFromServer('journal.chainAt', { n });
  return (
    <FromServer answer={answer} offline="The server has the hashes of all entries" old="This may be old.">
      {({ links }) => (
        <ol className={classes.links} aria-label="Hashes">
          {links.map((link) => (
            <li key={link.n} data-this={link.n === n || undefined}>
              <span className={classes.quiet}>{link.n === n ? 'this one' : formats.count(link.n)}</span>
              <code>{shortHash(link.hash)}</code>
              <span data-bad={link.follows ? undefined : true}>
                <Icon name={link.follows ? 'check' : 'close'} size={14} />
                <span className="outpost-visually-hidden">
                  {link.follows ? 'follows the one before' : 'does not follow the one before'}
                </span>
              </span>
              <CopyValue what={`Hash of No. ${formats.count(link.n)}`} value={link.hash} />
            </li>
          ))}
        </ol>
      )}
    </FromServer>
  );
}
