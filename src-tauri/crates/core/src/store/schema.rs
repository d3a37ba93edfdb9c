//! Tables, and the steps from one schema to the next.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::{AccountRecord, StoreError, StoredProvider, chain, leases, providers};
use crate::account::{KeptLease, LeaseClaims};
use crate::provider::{Origins, ProviderSettings};

/// What brings a schema to the next number, in one transaction.
struct Step {
    sql: &'static str,
    /// What SQL can't do.
    then: Option<Rewrite>,
}

type Rewrite = fn(&Transaction<'_>) -> Result<(), StoreError>;

impl Step {
    const fn sql(sql: &'static str) -> Self {
        Self { sql, then: None }
    }
}

/// One step per schema number; a step is never edited once it was released, only followed by another.
const STEPS: &[Step] = &[
    Step::sql(FIRST),
    Step { sql: CHAIN, then: Some(chain_and_drop) },
    Step::sql(PROGRAMS),
    Step::sql(ID_TOKENS),
    Step::sql(VAULT),
    Step::sql(RUNNING),
    Step { sql: LOOKED_AT, then: Some(begin_lease_history) },
    Step::sql(CONSOLE),
    Step::sql(DISABLING),
    Step { sql: "", then: Some(remember_origins) },
];

/// Providers, accounts, the journal and the activity log.
const FIRST: &str = "
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
const CHAIN: &str = "
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
const PROGRAMS: &str = "
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
const ID_TOKENS: &str = "
    ALTER TABLE journal ADD COLUMN id_token INTEGER NOT NULL DEFAULT 0;  -- generation left to delete; 0: none
";

/// Which vault the secrets are in. Until this step there was none but the keychain.
const VAULT: &str = "
    CREATE TABLE vault (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        kind TEXT NOT NULL                -- keychain, passphrase_file
    ) STRICT;
    INSERT INTO vault (id, kind) VALUES (1, 'keychain');
";

/// What ends with a program, for the next engine of the same boot.
const RUNNING: &str = "
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
const LOOKED_AT: &str = "
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
const CONSOLE: &str = "
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
const DISABLING: &str = r#"
    UPDATE console_job SET disable = CASE disable
        WHEN 'due' THEN '{"kind":"to_do"}'
        WHEN 'done' THEN '{"kind":"done"}'
        ELSE '{"kind":"not_ordered"}'
    END;
"#;

/// Accounts that were there before begin with what they say now, as of when their ID token was issued.
fn begin_lease_history(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    for record in AccountRecord::all(transaction)? {
        let body = &record.body;
        if body.id_token.is_empty() {
            continue;
        }
        let issued = body.id_token.get("iat").and_then(serde_json::Value::as_i64);
        let said = LeaseClaims { changes: body.changes.clone(), ..LeaseClaims::of(body, None) };
        leases::add(transaction, &record.id, &KeptLease { at: issued.unwrap_or(body.linked_at), said })?;
    }
    Ok(())
}

/// Accounts that were there before keep to where their provider was when they are upgraded (CHECKLIST R35).
fn remember_origins(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let own = StoredProvider::all(transaction)?;
    for mut record in AccountRecord::all(transaction)? {
        let settings = own.iter().map(|stored| &stored.settings).find(|own| own.id == record.provider);
        let given = settings.and_then(ProviderSettings::given_metadata).and_then(Result::ok);
        let known = match given {
            Some(given) => Some(given),
            None => providers::metadata(transaction, &record.provider)?,
        };
        record.body.origins = known.as_ref().map(Origins::of);
        record.body.resource_origins = settings.map(ProviderSettings::resource_origins).unwrap_or_default();
        record.rewrite(transaction)?;
    }
    Ok(())
}

fn chain_and_drop(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    chain::begin(transaction)?;
    transaction.execute_batch("DROP TABLE unchained_activity")?;
    Ok(())
}

/// Sets the connection up and brings the schema to this version's.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), StoreError> {
    let found = number(connection)?;
    let known = STEPS.len();
    if found > known {
        return Err(newer(found));
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    // 512 KiB: the operating system has the file in memory anyway.
    connection.pragma_update(None, "cache_size", -512)?;
    if found == known { Ok(()) } else { upgrade(connection, STEPS) }
}

/// Whether an older version wrote it.
pub(super) fn is_older(connection: &Connection) -> Result<bool, StoreError> {
    Ok(number(connection)? < STEPS.len())
}

fn upgrade(connection: &mut Connection, steps: &[Step]) -> Result<(), StoreError> {
    loop {
        // Another process may be upgrading too: the number counts only under the write lock.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found = number(&transaction)?;
        let Some(step) = steps.get(found) else {
            return if found > STEPS.len() { Err(newer(found)) } else { Ok(()) };
        };
        transaction.execute_batch(step.sql)?;
        if let Some(then) = step.then {
            then(&transaction)?;
        }
        transaction.pragma_update(None, "user_version", found + 1)?;
        transaction.commit()?;
    }
}

fn number(connection: &Connection) -> Result<usize, StoreError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    usize::try_from(found).map_err(|_| StoreError::Damaged("schema number"))
}

fn newer(found: usize) -> StoreError {
    StoreError::Newer { found, known: STEPS.len() }
}

#[cfg(test)]
mod tests {
    use lanyard_vault::VaultKind;

    use super::*;
    use crate::store::{activity, jobs, vault};
    use crate::view::{ActivityFilter, ChainView, Disabling};

    fn database() -> (tempfile::TempDir, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let db = Connection::open(folder.path().join("state.db")).unwrap();
        (folder, db)
    }

    /// As a version before the chain left it, with a gap where entries were never written.
    fn before_the_chain(db: &mut Connection) {
        upgrade(db, &STEPS[..1]).unwrap();
        for (seq, account) in [(3, "NULL"), (4, "'acme'"), (9, "'acme'")] {
            db.execute_batch(&format!(
                "INSERT INTO activity VALUES ({seq}, 'A{seq}-3K2', 17000{seq}, '\"renewed\"', 0, {account}, '{{}}')"
            ))
            .unwrap();
        }
    }

    #[test]
    fn entries_from_before_the_chain_become_part_of_it() {
        let (_folder, mut db) = database();
        before_the_chain(&mut db);
        let filter = ActivityFilter { limit: 10, ..ActivityFilter::default() };
        let before = activity::list(&db, &filter).unwrap();
        prepare(&mut db).unwrap();
        assert_eq!(activity::list(&db, &filter).unwrap(), before);
        let told = chain::check(&mut db).unwrap();
        assert!(matches!(told, ChainView::Unbroken { since: 170_003.0, entries: 3.0, .. }), "{told:?}");
        db.execute_batch("UPDATE activity SET at = at + 1 WHERE seq = 4").unwrap();
        let told = chain::check(&mut db).unwrap();
        assert!(matches!(told, ChainView::Broken { after_seq: Some(3.0), .. }), "{told:?}");
    }

    #[test]
    fn accounts_from_before_the_passphrase_vault_are_in_the_keychain() {
        let (_folder, mut db) = database();
        upgrade(&mut db, &STEPS[..4]).unwrap();
        db.execute_batch("INSERT INTO account VALUES ('a', 'acme', 'ada', 'acme', 1, '{}')").unwrap();
        prepare(&mut db).unwrap();
        assert_eq!(vault::kind(&db).unwrap(), VaultKind::Keychain);
        let refused = vault::keep_to(&mut db, VaultKind::PassphraseFile);
        assert!(matches!(refused, Err(StoreError::OtherVault(VaultKind::Keychain))), "{refused:?}");
    }

    #[test]
    fn accounts_from_before_the_lease_history_begin_with_what_they_say_now() {
        let (_folder, mut db) = database();
        upgrade(&mut db, &STEPS[..6]).unwrap();
        let record = r#"{"id_token":{"sub":"ada","roles":["buyer"],"iat":1700000000},"granted":["openid"]}"#;
        db.execute("INSERT INTO account VALUES ('a', 'acme', 'ada', 'acme', 1, ?1)", [record]).unwrap();
        db.execute_batch("INSERT INTO account VALUES ('b', 'acme', 'bob', 'bob', 1, '{}')").unwrap();
        prepare(&mut db).unwrap();
        let kept = leases::all(&db, "a").unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].at, 1_700_000_000);
        assert_eq!(kept[0].said.id_token.as_ref().unwrap()["roles"][0], "buyer");
        assert_eq!(kept[0].said.granted, ["openid"]);
        assert_eq!(leases::newest(&db, "b").unwrap(), None);
    }

    #[test]
    fn jobs_from_before_say_how_disabling_went() {
        let (_folder, mut db) = database();
        upgrade(&mut db, &STEPS[..8]).unwrap();
        for disable in ["no", "due", "done"] {
            let columns = "id, provider, issuer, what, reason, by, by_sub, at, state, disable";
            let sql = format!(
                r#"INSERT INTO console_job ({columns}) VALUES
                   ('{disable}', 'acme', 'i', '{{"kind":"all"}}', 'why', 'ada', 'ada', 1, '"done"', '{disable}')"#
            );
            db.execute_batch(&sql).unwrap();
        }
        prepare(&mut db).unwrap();
        let kept: Vec<_> = jobs::all(&db).unwrap().into_iter().map(|job| job.disabling).collect();
        assert_eq!(kept, [Disabling::Done, Disabling::ToDo, Disabling::NotOrdered], "newest first");
    }

    #[test]
    fn r35_accounts_from_before_keep_to_where_their_provider_was() {
        let (_folder, mut db) = database();
        upgrade(&mut db, &STEPS[..9]).unwrap();
        let document = r#"{"issuer":"https://id.acme.example","authorization_endpoint":"https://id.acme.example/a",
            "token_endpoint":"https://tokens.acme.example/t"}"#;
        let issuer = lanyard_oauth::Issuer::parse("https://id.acme.example").unwrap();
        let metadata = lanyard_oauth::Metadata::parse(&issuer, document.as_bytes()).unwrap();
        providers::save_metadata(&mut db, "acme", &metadata, 0).unwrap();
        for (id, provider) in [("a", "acme"), ("b", "unread")] {
            let row = "INSERT INTO account VALUES (?1, ?2, 'ada', ?1, 1, '{\"granted\":[\"openid\"]}')";
            db.execute(row, [id, provider]).unwrap();
        }
        prepare(&mut db).unwrap();
        let records = AccountRecord::all(&db).unwrap();
        let origins: Vec<_> = records.iter().map(|record| record.body.origins.clone()).collect();
        assert_eq!(origins, [Some(Origins::of(&metadata)), None]);
        assert!(records.iter().all(|record| record.body.granted == ["openid"]));
    }

    #[test]
    fn an_upgrade_that_is_cut_off_leaves_what_was_before() {
        let (folder, mut db) = database();
        before_the_chain(&mut db);
        let fails = Step { sql: CHAIN, then: Some(|_| Err(StoreError::Damaged("on purpose"))) };
        assert!(upgrade(&mut db, &[Step::sql(FIRST), fails]).is_err());
        drop(db);
        let mut db = Connection::open(folder.path().join("state.db")).unwrap();
        assert_eq!(number(&db).unwrap(), 1);
        prepare(&mut db).unwrap();
        assert!(matches!(chain::check(&mut db).unwrap(), ChainView::Unbroken { entries: 3.0, .. }));
    }

    #[test]
    fn two_processes_that_upgrade_at_once_do_it_once() {
        let (folder, mut db) = database();
        before_the_chain(&mut db);
        drop(db);
        let path = folder.path().join("state.db");
        let upgrades: Vec<_> = (0..4)
            .map(|_| {
                let path = path.clone();
                std::thread::spawn(move || prepare(&mut Connection::open(path).unwrap()))
            })
            .collect();
        for upgrade in upgrades {
            upgrade.join().unwrap().unwrap();
        }
        let mut db = Connection::open(path).unwrap();
        assert_eq!(number(&db).unwrap(), STEPS.len());
        assert!(matches!(chain::check(&mut db).unwrap(), ChainView::Unbroken { entries: 3.0, .. }));
    }
}
