//! What each step does in SQL, in the order of the steps.

/// Providers, accounts, the journal and the activity log.
pub(super) const FIRST: &str = "
    CREATE TABLE provider (
        id TEXT PRIMARY KEY,
        settings TEXT NOT NULL,           -- JSON, no secret
        secret_generation INTEGER         -- generation of the client secret in the vault
    ) STRICT;
    CREATE TABLE metadata (
        provider TEXT PRIMARY KEY,
        document TEXT NOT NULL,           -- JSON, as accepted at discovery
        fetched_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE account (
        id TEXT PRIMARY KEY,
        provider TEXT NOT NULL,
        sub TEXT NOT NULL,
        handle TEXT NOT NULL UNIQUE,
        generation INTEGER NOT NULL,      -- of the refresh token in the vault; 0: none
        record TEXT NOT NULL,             -- JSON: verified claims, scopes, times, standing
        UNIQUE (provider, sub)
    ) STRICT;
    CREATE TABLE journal (
        account TEXT PRIMARY KEY,
        generation INTEGER NOT NULL,      -- the generation being spent or replaced
        step TEXT NOT NULL,               -- sent, switched, linking, removing
        at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE activity (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        reference TEXT NOT NULL UNIQUE,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        problem INTEGER NOT NULL,
        account TEXT,
        body TEXT NOT NULL                -- JSON
    ) STRICT;
    CREATE INDEX activity_of_account ON activity (account, seq);
";

/// The activity log becomes a hash chain. References are drawn at random, so two may be alike.
pub(super) const CHAIN: &str = "
    ALTER TABLE activity RENAME TO unchained_activity;
    DROP INDEX activity_of_account;
    CREATE TABLE activity (
        seq INTEGER PRIMARY KEY,
        reference TEXT NOT NULL,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        problem INTEGER NOT NULL,
        account TEXT,
        body TEXT NOT NULL,               -- JSON
        hash BLOB NOT NULL                -- SHA-256 of the row and of the hash before it
    ) STRICT;
    CREATE INDEX activity_of_account ON activity (account, seq);
    CREATE INDEX activity_by_reference ON activity (reference);
    CREATE TABLE chain (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        before BLOB NOT NULL,             -- the hash before the first row that is kept
        first INTEGER NOT NULL,           -- that row's number
        entries INTEGER NOT NULL,
        head BLOB NOT NULL                -- the last row's hash
    ) STRICT;
";

/// Who may get which tokens, and who may not ask any more.
pub(super) const PROGRAMS: &str = "
    CREATE TABLE grant (
        id TEXT PRIMARY KEY,
        account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        path TEXT NOT NULL,               -- of the program's executable
        hash TEXT NOT NULL,               -- SHA-256 of it, in hex
        keeper TEXT NOT NULL,             -- JSON: who can change it
        program TEXT NOT NULL,            -- JSON: as the person saw it
        scopes TEXT NOT NULL,             -- JSON list; empty: the account's own
        resource TEXT,                    -- the only one, if any
        origin TEXT NOT NULL,             -- JSON: window, passphrase
        made_at INTEGER NOT NULL,
        used_at INTEGER,
        given_scopes TEXT NOT NULL        -- JSON list: of the token given last
    ) STRICT;
    CREATE INDEX grant_of_account ON grant (account);
    CREATE TABLE silenced (
        id TEXT PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,        -- of the program's executable
        program TEXT NOT NULL,            -- JSON: as the person saw it
        since INTEGER NOT NULL
    ) STRICT;
";

/// The ID token is kept too, as the hint of a sign-out.
pub(super) const ID_TOKENS: &str = "
    ALTER TABLE journal ADD COLUMN id_token INTEGER NOT NULL DEFAULT 0;  -- generation left to delete; 0: none
";

/// Which vault the secrets are in. Until this step there was none but the keychain.
pub(super) const VAULT: &str = "
    CREATE TABLE vault (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        kind TEXT NOT NULL                -- keychain, passphrase_file
    ) STRICT;
    INSERT INTO vault (id, kind) VALUES (1, 'keychain');
";

/// What ends with a program, for the next engine of the same boot.
pub(super) const RUNNING: &str = "
    CREATE TABLE running_grant (
        id TEXT PRIMARY KEY,
        account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        boot TEXT NOT NULL,               -- of the machine, in which the program runs
        program TEXT NOT NULL,            -- JSON: process, session, executable
        scopes TEXT NOT NULL,             -- JSON list; empty: the account's own
        resource TEXT,                    -- the only one, if any
        origin TEXT NOT NULL,             -- JSON: window, login
        made_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX running_grant_of_account ON running_grant (account);
";

/// What tokens said and which keys signed them, to compare with.
pub(super) const LOOKED_AT: &str = "
    CREATE TABLE earlier_lease (
        seq INTEGER PRIMARY KEY,
        account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        said TEXT NOT NULL                -- JSON: claims by source, scopes, changes; no token
    ) STRICT;
    CREATE INDEX earlier_lease_of_account ON earlier_lease (account, seq);
    CREATE TABLE key_look (
        provider TEXT NOT NULL,
        at INTEGER NOT NULL,              -- when the set was fetched
        keys TEXT NOT NULL,               -- JSON list: thumbprint, kid, kind; public data alone
        PRIMARY KEY (provider, at)
    ) STRICT;
";

/// What an administrator ordered to be ended, and how each session came out.
pub(super) const CONSOLE: &str = "
    CREATE TABLE console_job (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        provider TEXT NOT NULL,
        issuer TEXT NOT NULL,             -- whose sessions the ids name
        what TEXT NOT NULL,               -- JSON: as it was asked for
        reason TEXT NOT NULL,
        by TEXT NOT NULL,                 -- who ordered it, as people know them
        by_sub TEXT NOT NULL,
        at INTEGER NOT NULL,
        state TEXT NOT NULL,              -- running, cut_off, cancelled, done
        ended_at INTEGER,                 -- when it was last done or cancelled
        disable TEXT NOT NULL,            -- of the user: no, due, done
        token_life INTEGER                -- seconds, where the provider tells
    ) STRICT;
    CREATE TABLE console_item (
        job INTEGER NOT NULL REFERENCES console_job (seq) ON DELETE CASCADE,
        item INTEGER NOT NULL,            -- its place in the frozen list
        session TEXT NOT NULL,
        kind TEXT NOT NULL,               -- online, offline, user
        user TEXT NOT NULL,
        title TEXT NOT NULL,
        state TEXT NOT NULL,              -- left, begun, asked, ended, gone, refused, retry, pushed_back
        why TEXT,
        at INTEGER,                       -- when it came out that way
        PRIMARY KEY (job, item)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX console_item_of_session ON console_item (session);
";

/// How disabling a user went, with why: JSON, as everything of a job that has parts.
pub(super) const DISABLING: &str = r#"
    UPDATE console_job SET disable = CASE disable
        WHEN 'due' THEN '{"kind":"to_do"}'
        WHEN 'done' THEN '{"kind":"done"}'
        ELSE '{"kind":"not_ordered"}'
    END;
"#;

/// Why a job stopped. Of those that had stopped before nobody knows any more.
pub(super) const STOPPED: &str = "
    ALTER TABLE console_job ADD COLUMN stopped TEXT;  -- before its end, where that is known
";
