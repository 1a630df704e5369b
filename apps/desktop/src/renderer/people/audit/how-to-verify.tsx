import { useSignedIn } from '../../session/session-context.tsx';
import classes from './audit.module.css';

const keysPath = '/.well-known/journal-jwks.json';

/** Explains how anybody verifies a saved file without trusting the server. `file`: an example of its name. */
export function HowToVerify({ file }: { readonly file: string }) {
  const { server } = useSignedIn();
  const keys = server === null ? keysPath : `${server.replace(/\/+$/, '')}${keysPath}`;
  return (
    <section aria-labelledby="verify">
      <h2 id="verify">How anybody verifies a file</h2>
      <p className={classes.text}>
        The server signs the JSON file, and its signature is saved next to it with the ending “.jws”. Save the server’s
        public keys from <span className={classes.code}>{keys}</span> as keys.json. Then this command of Outpost says
        whether somebody changed the file. It needs no server.
      </p>
      <p className={classes.command}>{`npm run -s verify-journal -- --file ${file} --jwks keys.json`}</p>
    </section>
  );
}
