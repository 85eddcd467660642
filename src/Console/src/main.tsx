import { render } from 'preact';
import './app.css';
import './log/log.css';
import { signWith } from './api';
import { App } from './app';
import { SignIn, signInSettings } from './sign-in';

const root = document.getElementById('app')!;
const settings = signInSettings();

if (settings === undefined) {
  render(<App />, root);
} else {
  void enter(new SignIn(settings, location, sessionStorage));
}

/** Shows the page to who has signed in; what the provider refused is told, with a way to try again. */
async function enter(signIn: SignIn): Promise<void> {
  try {
    const hash = await signIn.enter();
    if (hash === undefined) {
      return;
    }

    signWith(signIn);
    // The code is spent: it goes from the address, and what the person wanted to see comes back.
    history.replaceState(null, '', `/${hash}`);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
    render(<App />, root);
  } catch (error) {
    render(
      <main>
        <h1>Not signed in</h1>
        <p class="notice error" role="alert">{error instanceof Error ? error.message : String(error)}</p>
        <button type="button" class="main" onClick={() => void signIn.leave()}>Sign in again</button>
      </main>,
      root,
    );
  }
}
