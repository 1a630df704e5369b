import { StateBlock } from '@outpost/ui/states/state-block';
import { ThemeProvider } from '@outpost/ui/theme/theme-provider';
import classes from './session.module.css';

/** A browser that the browser shell does not let in: says `why`, in the shell's words. Nothing else of the app is there then. */
export function NotLetInPage({ why, locale }: { readonly why: string; readonly locale: string }) {
  return (
    <ThemeProvider colorScheme="system" locale={locale} timeZone="UTC" now={() => 0}>
      <div className={classes.page}>
        <main className={classes.middle}>
          <StateBlock icon="lock" title="Outpost is not open in this browser" isAlert>
            {why}
          </StateBlock>
        </main>
      </div>
    </ThemeProvider>
  );
}
