-- Signing in in the person's own browser, which comes back to the app (issue 14, ADR 75).

-- One sign-in that the app has begun. A person is not known yet, so it belongs to no tenant. The app holds the verifier and the ticket, the
-- browser holds the cookie, and none of them lies here.
create table auth.hand_back (
  ticket bytea primary key,             -- SHA-256 of 256 random bits
  way text collate "C" not null,        -- what happens in the browser
  wanted_org uuid,                      -- the organisation that the person wants, or that of the provider
  provider_id uuid,                     -- sso: the identity provider
  challenge text collate "C" not null,  -- S256 of the app's verifier (RFC 7636)
  state text collate "C" not null,      -- the app's own text, which it gets back
  return_to text collate "C" not null,
  device_id uuid not null,
  device_name text not null,
  proof_key text collate "C",           -- thumbprint of the device's key (RFC 9449)
  browser bytea,                        -- SHA-256 of the cookie of the browser that opened it; null again at the end
  memory text,                          -- what the way must remember until the browser comes back: encrypted
  code bytea,                           -- SHA-256 of the code that the app gets; it works once
  outcome text,                         -- what the code stands for: encrypted
  expires_ms bigint not null
);
create index hand_back_expires on auth.hand_back (expires_ms);
create unique index hand_back_browser on auth.hand_back (browser) where browser is not null;
create unique index hand_back_code on auth.hand_back (code) where code is not null;
grant select, insert, update, delete on auth.hand_back to outpost_app;

-- How a session began: a session by the identity provider of one tenant opens nothing in another.
alter table auth.session add column first_factor text collate "C" not null default 'password';
