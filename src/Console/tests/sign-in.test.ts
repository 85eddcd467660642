import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SignIn } from '../src/sign-in';

const settings = { authorizationEndpoint: 'https://id.example/authorize', tokenEndpoint: 'https://id.example/token', clientId: 'client', scope: 'openid' };

class Kept {
  readonly values = new Map<string, string>();
  getItem = (key: string): string | null => this.values.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.values.set(key, value);
  removeItem = (key: string): void => void this.values.delete(key);
}

let gone: URL[] = [];
let asked: URLSearchParams[] = [];
let answers: { readonly status?: number; readonly body: unknown }[] = [];

const at = (search: string, hash = ''): { origin: string; search: string; hash: string; assign: (url: string | URL) => void } => ({ origin: 'https://api.example', search, hash, assign: (url) => void gone.push(new URL(url)) });

beforeEach(() => {
  [gone, asked, answers] = [[], [], []];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    asked.push(init.body as URLSearchParams);
    const { status = 200, body } = answers.shift()!;
    return new Response(JSON.stringify(body), { status });
  });
});

afterEach(() => vi.unstubAllGlobals());

const begun = async (kept: Kept, hash = '#/jobs?status=FAILED'): Promise<URLSearchParams> => {
  expect(await new SignIn(settings, at('', hash), kept).enter()).toBeUndefined();
  return gone.at(-1)!.searchParams;
};

test('who has not signed in is sent to the provider with a challenge, and comes back to the same page', async () => {
  const kept = new Kept();
  const sent = await begun(kept);
  expect([sent.get('response_type'), sent.get('client_id'), sent.get('redirect_uri'), sent.get('code_challenge_method')]).toEqual(['code', 'client', 'https://api.example/', 'S256']);

  answers = [{ body: { access_token: 'a', refresh_token: 'r', expires_in: 3600 } }];
  const signIn = new SignIn(settings, at(`?code=c&state=${sent.get('state')}`), kept);
  expect(await signIn.enter()).toBe('#/jobs?status=FAILED');
  expect(await signIn.authorization()).toBe('Bearer a');

  // The verifier is what the challenge was made of, and is sent to nobody before.
  const verifier = asked[0]!.get('code_verifier')!;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  expect(btoa(String.fromCharCode(...new Uint8Array(digest))).replaceAll('+', '-').replaceAll('/', '_').replace('=', '')).toBe(sent.get('code_challenge'));
  expect(asked[0]!.get('code')).toBe('c');
  expect(kept.values.size).toBe(0);
});

test.each([['?code=c&state=of-somebody-else'], ['?code=c'], ['']])('an answer %s that was not asked for here is not taken', async (search) => {
  const kept = new Kept();
  await begun(kept);

  expect(await new SignIn(settings, at(search), kept).enter()).toBeUndefined();
  expect(asked).toEqual([]);
  expect(gone).toHaveLength(2);
});

test('what the provider refuses is told and not tried again by itself', async () => {
  const kept = new Kept();
  await expect(new SignIn(settings, at('?error=access_denied&error_description=Not+you'), kept).enter()).rejects.toThrow('Not you');
  const sent = await begun(kept);
  answers = [{ status: 400, body: { error: 'invalid_grant' } }];
  await expect(new SignIn(settings, at(`?code=c&state=${sent.get('state')}`), kept).enter()).rejects.toThrow('invalid_grant');
  expect(gone).toHaveLength(1);
});

test('a token that the API takes back is got anew, and one that it never took is not', async () => {
  const kept = new Kept();
  const sent = await begun(kept);
  answers = [{ body: { access_token: 'a', refresh_token: 'r' } }, { body: { access_token: 'b' } }];
  const signIn = new SignIn(settings, at(`?code=c&state=${sent.get('state')}`), kept);
  await signIn.enter();

  expect(await signIn.refused()).toBe(false);
  signIn.accepted();
  expect([await signIn.refused(), await signIn.authorization()]).toEqual([true, 'Bearer b']);
  expect(await signIn.refused()).toBe(false);
  expect(gone).toHaveLength(1);
});

test('a token is renewed once before its end, however many ask, and without a refresh token by signing in', async () => {
  const kept = new Kept();
  const sent = await begun(kept);
  let now = 0;
  answers = [{ body: { access_token: 'a', refresh_token: 'r', expires_in: 3600 } }, { body: { access_token: 'b', expires_in: 3600 } }, { status: 400, body: { error: 'invalid_grant' } }];
  const signIn = new SignIn(settings, at(`?code=c&state=${sent.get('state')}`), kept, () => now);
  await signIn.enter();

  now = 3_550_000;
  expect(await Promise.all([signIn.authorization(), signIn.authorization()])).toEqual(['Bearer b', 'Bearer b']);
  expect(asked).toHaveLength(2);
  now += 3_600_000;
  expect(await signIn.authorization()).toBeUndefined();
  expect(gone).toHaveLength(2);
});
