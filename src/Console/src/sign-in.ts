/** Where people sign in, as the page was served with it; a page without it is served to its own user alone. */
export interface SignInSettings {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly scope: string;
}

/** What of a sign-in must outlive the way to the provider and back. No token is ever kept. */
interface Started {
  readonly state: string;
  readonly verifier: string;
  readonly hash: string;
}

interface Tokens {
  readonly access: string;
  readonly refresh: string | undefined;
  /** Milliseconds since 1970. */
  readonly until: number;
}

interface TokenAnswer {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly expires_in?: number;
  readonly error?: string;
  readonly error_description?: string;
}

const storeKey = 'sign-in';

/** A token is renewed so long before its end. */
const margin = 60_000;

/** Signs in by OpenID Connect's code flow with PKCE. Tokens are in memory only: a page that is loaded anew signs in anew, which the provider's own session makes silent. */
export class SignIn {
  #tokens: Tokens | undefined;
  #renewing: Promise<void> | undefined;
  /** The API has taken the token that is in use. */
  #isTaken = false;

  constructor(
    private readonly settings: SignInSettings,
    private readonly place: Pick<Location, 'origin' | 'search' | 'hash' | 'assign'>,
    private readonly store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Takes what the provider answered, or sends the person there.
   *
   * @returns The hash that the person wanted to see; `undefined` where the page is being left.
   * @throws Error The provider, or the address, says no.
   */
  async enter(): Promise<string | undefined> {
    const answer = new URLSearchParams(this.place.search);
    const error = answer.get('error');
    const started = this.#started();
    this.store.removeItem(storeKey);
    if (error !== null) {
      throw new Error(answer.get('error_description') ?? error);
    }

    const code = answer.get('code');
    // What was not begun here is not ended here: somebody else may have made the address.
    if (code === null || started === undefined || answer.get('state') !== started.state) {
      await this.leave();
      return undefined;
    }

    await this.#ask({ grant_type: 'authorization_code', code, redirect_uri: this.#redirect, code_verifier: started.verifier });
    return started.hash;
  }

  /** Sends the person to the provider, from where the same page is come back to. */
  async leave(): Promise<void> {
    const started: Started = { state: random(), verifier: random(), hash: this.place.hash };
    this.store.setItem(storeKey, JSON.stringify(started));
    const url = new URL(this.settings.authorizationEndpoint);
    const query = {
      response_type: 'code',
      client_id: this.settings.clientId,
      redirect_uri: this.#redirect,
      scope: this.settings.scope,
      state: started.state,
      code_challenge: base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(started.verifier)))),
      code_challenge_method: 'S256',
    };
    Object.entries(query).forEach(([name, value]) => url.searchParams.set(name, value));
    this.place.assign(url.toString());
  }

  /** The header of a request, with a token that holds for a while. */
  async authorization(): Promise<string | undefined> {
    if (this.#tokens !== undefined && this.#tokens.until - this.now() < margin) {
      this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
      await this.#renewing;
    }

    return this.#tokens === undefined ? undefined : `Bearer ${this.#tokens.access}`;
  }

  accepted(): void {
    this.#isTaken = true;
  }

  /**
   * A token that was taken before may have been taken back before its time: another one is got. One that never was is of no use
   * here, and neither would be the next.
   *
   * @returns Whether to ask again.
   */
  async refused(): Promise<boolean> {
    if (!this.#isTaken) {
      return false;
    }

    this.#isTaken = false;
    await this.#renew();
    return this.#tokens !== undefined;
  }

  /** Gets a token without the person, or where that is not to be had, signs in anew. */
  async #renew(): Promise<void> {
    const refresh = this.#tokens?.refresh;
    try {
      if (refresh === undefined) {
        throw new Error('There is no refresh token.');
      }

      await this.#ask({ grant_type: 'refresh_token', refresh_token: refresh });
    } catch {
      this.#tokens = undefined;
      await this.leave();
    }
  }

  get #redirect(): string {
    return `${this.place.origin}/`;
  }

  #started(): Started | undefined {
    try {
      return (JSON.parse(this.store.getItem(storeKey) ?? 'null') as Started | null) ?? undefined;
    } catch {
      return undefined;
    }
  }

  async #ask(fields: Readonly<Record<string, string>>): Promise<void> {
    const response = await fetch(this.settings.tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({ client_id: this.settings.clientId, ...fields }),
      cache: 'no-store',
      redirect: 'error',
      credentials: 'omit',
    });
    const answer = (await response.json()) as TokenAnswer;
    if (!response.ok || answer.access_token === undefined) {
      throw new Error(answer.error_description ?? answer.error ?? `The sign-in answered HTTP ${response.status}.`);
    }

    this.#tokens = { access: answer.access_token, refresh: answer.refresh_token ?? this.#tokens?.refresh, until: this.now() + (answer.expires_in ?? 300) * 1_000 };
  }
}

/** What the page was served with. */
export function signInSettings(): SignInSettings | undefined {
  const text = document.querySelector<HTMLMetaElement>('meta[name="sign-in"]')?.content ?? '';
  return text === '' ? undefined : (JSON.parse(text) as SignInSettings);
}

/** 256 bits, which nobody guesses. */
function random(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
