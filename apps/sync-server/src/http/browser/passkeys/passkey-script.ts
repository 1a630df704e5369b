/** The script of the page: it asks the browser for a passkey after a press of the button, and goes back to the app. */
export const passkeyScript = `const go = document.getElementById('go');
const say = document.getElementById('say');
const page = go.dataset.page;

async function post(path, body) {
  const answer = await fetch('/sign-in/passkey/' + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ page, ...body }),
  });
  const value = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(value.detail), { isOver: value.code === 'access/sign-in-over' });
  return value;
}

async function run() {
  const options = await post('options', {});
  const library = SimpleWebAuthnBrowser;
  if (options.make) return post('answer', { made: await library.startRegistration({ optionsJSON: options.make }) });
  return post('answer', { shown: await library.startAuthentication({ optionsJSON: options.show }) });
}

const reasons = {
  NotAllowedError: 'The browser ended this, or found no passkey for this server. Try again.',
  AbortError: 'The browser ended this. Try again.',
  InvalidStateError: 'This computer or key has a passkey for your account already.',
  SecurityError: 'This page is open under another address than the one by which the server is known, so it gets no passkey. Ask your administrator.',
};

function goBack(address) {
  document.querySelector('h1').textContent = 'Go back to Outpost';
  document.querySelector('main > p').textContent = 'You are done here. If Outpost does not open by itself, open it with the button. Then you can close this page.';
  const link = document.createElement('a');
  link.className = 'action';
  link.href = address;
  link.textContent = 'Open Outpost';
  go.replaceWith(link);
  say.textContent = '';
  link.focus();
  location.assign(address);
}

go.addEventListener('click', async () => {
  go.disabled = true;
  say.textContent = 'Follow your browser …';
  try {
    goBack((await run()).returnTo);
  } catch (error) {
    say.textContent = reasons[error.name] ?? error.message;
    go.disabled = error.isOver === true;
    if (!go.disabled) go.focus();
  }
});
if (!SimpleWebAuthnBrowser.browserSupportsWebAuthn()) {
  go.disabled = true;
  say.textContent = 'This browser knows no passkeys. Use another one, or another way in Outpost.';
}
`;
