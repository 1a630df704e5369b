import { StateBlock } from '@outpost/ui/states/state-block';
import { ThemeProvider } from '@outpost/ui/theme/theme-provider';
import classes from './session.module.css';

/**
 * The page for a browser that the browser shell refuses: shows `why`, in the shell's words. The rest of the app is not loaded.
 */
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
