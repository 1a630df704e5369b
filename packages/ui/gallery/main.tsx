import '../src/theme/layers.css'; // before all other styles
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { SnackbarProvider } from '../src/frame/snackbar.tsx';
import { ThemeProvider } from '../src/theme/theme-provider.tsx';
import { NOW } from './sample-data.ts';
import { pages } from './pages.tsx';

setNonce('gallery');
const query = new URLSearchParams(location.search);
const Page = pages[query.get('page') ?? ''];
const theme = query.get('theme') === 'dark' ? 'dark' : 'light';

function Index() {
  return (
    <main style={{ padding: 24 }}>
      <h1>Gallery</h1>
      <ul>
        {Object.keys(pages).map((name) => (
          <li key={name}>
            <a href={`?page=${name}`}>{name}</a>, <a href={`?page=${name}&theme=dark`}>dark</a>
          </li>
        ))}
      </ul>
    </main>
  );
}

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <ThemeProvider colorScheme={theme} locale="en-GB" timeZone="Europe/London" currency="USD" now={() => NOW}>
      <SnackbarProvider>{Page ? <Page /> : <Index />}</SnackbarProvider>
    </ThemeProvider>,
  );
}
