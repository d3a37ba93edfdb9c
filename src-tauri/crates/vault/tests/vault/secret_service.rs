//! The real Secret Service: gnome-keyring on a private D-Bus.

use std::collections::HashMap;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use lanyard_vault::{Entry, Generations, LockState, Vault, VaultError, os_vault};
use zbus::blocking::Connection;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::contract::{self, token};
use crate::private_session::{self, Bus, PASSWORD, wait_for};

const SOON: Duration = Duration::from_secs(10);

fn vault() -> Arc<dyn Vault> {
    os_vault("Lanyard")
}

#[track_caller]
fn wait_until(vault: &Arc<dyn Vault>, state: LockState) {
    wait_for(&format!("{state:?}"), SOON, || (vault.lock_state() == state).then_some(()));
}

#[test]
fn contract_holds_on_the_real_secret_service() {
    private_session::run(
        "secret_service::contract_holds_on_the_real_secret_service",
        Bus::Running,
        |session| {
            let _keyring = session.start_keyring();
            let vault = vault();
            wait_until(&vault, LockState::Ready);
            contract::holds(&vault);
        },
    );
}

#[test]
fn k01_a_locked_keyring_is_told_and_loses_nothing() {
    private_session::run(
        "secret_service::k01_a_locked_keyring_is_told_and_loses_nothing",
        Bus::Running,
        |session| {
            let _keyring = session.start_keyring();
            let vault = vault();
            wait_until(&vault, LockState::Ready);
            let (store, entry) = (Generations::new(Arc::clone(&vault), "p"), Entry::refresh_token("a"));
            store.write(&entry, 1, &token(700)).unwrap();
            let person = Person::new();
            person.lock(&person.default_collection());
            assert_eq!(store.lock_state(), LockState::Locked);
            assert_eq!(store.read(&entry, 1).expect_err("locked"), VaultError::Locked);
            assert_eq!(store.write(&entry, 2, &token(701)).expect_err("locked"), VaultError::Locked);
            assert_eq!(store.delete(&entry, 1).expect_err("locked"), VaultError::Locked);
            assert_eq!(store.probe().expect_err("locked"), VaultError::Locked);
            person.unlock(&person.default_collection());
            contract::assert_reads(&store, &entry, 1, &token(700));
            assert_eq!(store.read(&entry, 2).expect_err("never written"), VaultError::NoSuchItem);
        },
    );
}

#[test]
fn k01_an_item_in_another_locked_keyring_causes_no_prompt() {
    private_session::run(
        "secret_service::k01_an_item_in_another_locked_keyring_causes_no_prompt",
        Bus::Running,
        |session| {
            let _keyring = session.start_keyring();
            let vault = vault();
            wait_until(&vault, LockState::Ready);
            let (store, entry) = (Generations::new(Arc::clone(&vault), "p"), Entry::refresh_token("a"));
            store.write(&entry, 1, &token(700)).unwrap();
            let person = Person::new();
            let old = person.default_collection();
            let new = person.create_collection("Second");
            person.set_default(&new);
            person.lock(&old);
            assert_eq!(store.lock_state(), LockState::Ready);
            let _prompter = prompter_that_never_answers();
            assert_eq!(store.read(&entry, 1).expect_err("locked"), VaultError::Locked);
            assert_eq!(store.delete(&entry, 1).expect_err("locked"), VaultError::Locked);
            store.write(&entry, 2, &token(701)).expect("the new default is open");
            contract::assert_reads(&store, &entry, 2, &token(701));
        },
    );
}

#[test]
fn k01_a_keyring_never_set_up_is_locked_and_not_created_by_background_work() {
    private_session::run(
        "secret_service::k01_a_keyring_never_set_up_is_locked_and_not_created_by_background_work",
        Bus::Running,
        |session| {
            let _keyring = session.start_keyring_without_collection();
            let vault = vault();
            wait_until(&vault, LockState::Locked);
            assert_eq!(vault.put("lanyard/p/x", b"x").expect_err("locked"), VaultError::Locked);
            assert_eq!(vault.get("lanyard/p/x").expect_err("locked"), VaultError::Locked);
            let person = Person::new();
            assert_eq!(person.default_collection().as_str(), "/", "nothing was created");
            let _prompter = prompter_that_never_answers();
            let unlocked = vault.unlock(Duration::from_millis(300));
            assert_eq!(unlocked.expect_err("nobody answers"), VaultError::Locked);
            assert_eq!(vault.lock_state(), LockState::Locked);
        },
    );
}

#[test]
fn k02_an_unlock_without_a_prompter_is_denied() {
    private_session::run(
        "secret_service::k02_an_unlock_without_a_prompter_is_denied",
        Bus::Running,
        |session| {
            let _keyring = session.start_keyring();
            let vault = vault();
            wait_until(&vault, LockState::Ready);
            vault.unlock(SOON).expect("open already: asks nobody");
            let person = Person::new();
            person.lock(&person.default_collection());
            assert_eq!(vault.unlock(SOON).expect_err("nobody can be asked"), VaultError::Denied);
            assert_eq!(vault.lock_state(), LockState::Locked);
        },
    );
}

#[test]
fn k03_a_service_that_comes_later_or_restarts_is_found() {
    private_session::run(
        "secret_service::k03_a_service_that_comes_later_or_restarts_is_found",
        Bus::Running,
        |session| {
            let vault = vault();
            let (store, entry) = (Generations::new(Arc::clone(&vault), "p"), Entry::refresh_token("a"));
            assert_eq!(vault.lock_state(), LockState::Absent);
            assert_eq!(store.read(&entry, 1).expect_err("absent"), VaultError::Absent);
            assert_eq!(store.write(&entry, 1, &token(9)).expect_err("absent"), VaultError::Absent);
            assert_eq!(store.delete(&entry, 1).expect_err("absent"), VaultError::Absent);
            assert_eq!(vault.unlock(SOON).expect_err("absent"), VaultError::Absent);
            let keyring = session.start_keyring();
            wait_until(&vault, LockState::Ready);
            store.write(&entry, 1, &token(800)).unwrap();
            drop(keyring);
            wait_until(&vault, LockState::Absent);
            assert_eq!(store.read(&entry, 1).expect_err("absent"), VaultError::Absent);
            let _keyring = session.start_keyring();
            wait_until(&vault, LockState::Ready);
            contract::assert_reads(&store, &entry, 1, &token(800));
        },
    );
}

#[test]
fn k03_without_a_bus_the_keychain_is_absent() {
    private_session::run("secret_service::k03_without_a_bus_the_keychain_is_absent", Bus::None, |_| {
        let vault = vault();
        assert_eq!(vault.lock_state(), LockState::Absent);
        assert_eq!(vault.get("lanyard/p/x").expect_err("absent"), VaultError::Absent);
        assert_eq!(vault.put("lanyard/p/x", b"x").expect_err("absent"), VaultError::Absent);
        assert_eq!(vault.unlock(SOON).expect_err("absent"), VaultError::Absent);
        assert!(vault.watch(Box::new(|_| {})).is_none());
    });
}

#[test]
fn k08_unlock_returns_at_its_deadline_and_takes_the_prompt_back() {
    private_session::run(
        "secret_service::k08_unlock_returns_at_its_deadline_and_takes_the_prompt_back",
        Bus::Running,
        |session| {
            let _keyring = session.start_keyring();
            let vault = vault();
            wait_until(&vault, LockState::Ready);
            vault.put("lanyard/p/x", b"x").unwrap();
            let person = Person::new();
            person.lock(&person.default_collection());
            let _prompter = prompter_that_never_answers();
            let deadline = Duration::from_millis(300);
            let before = Instant::now();
            assert_eq!(vault.unlock(deadline).expect_err("nobody answers"), VaultError::Locked);
            let took = before.elapsed();
            assert!(took >= deadline && took < deadline + Duration::from_secs(3), "{took:?}");
            assert_eq!(vault.get("lanyard/p/x").expect_err("locked"), VaultError::Locked);
            person.unlock(&person.default_collection());
            assert_eq!(*vault.get("lanyard/p/x").unwrap(), *b"x");
        },
    );
}

#[test]
fn k08_a_service_that_hangs_ends_the_operation_and_works_again_later() {
    private_session::run(
        "secret_service::k08_a_service_that_hangs_ends_the_operation_and_works_again_later",
        Bus::Running,
        |session| {
            let keyring = session.start_keyring();
            let vault = vault();
            wait_until(&vault, LockState::Ready);
            vault.put("lanyard/p/x", b"x").unwrap();
            keyring.freeze();
            let before = Instant::now();
            let unlocked = vault.unlock(Duration::from_millis(200));
            let took = before.elapsed();
            let hung = vault.get("lanyard/p/x");
            keyring.thaw();
            assert!(unlocked.is_err() && took < Duration::from_secs(3), "{unlocked:?} after {took:?}");
            assert!(matches!(hung, Err(VaultError::Failed { .. })), "{:?}", hung.err());
            wait_until(&vault, LockState::Ready);
            assert_eq!(*vault.get("lanyard/p/x").unwrap(), *b"x");
        },
    );
}

#[test]
fn a_watch_tells_lock_unlock_vanish_and_appear() {
    private_session::run(
        "secret_service::a_watch_tells_lock_unlock_vanish_and_appear",
        Bus::Running,
        |session| {
            let keyring = session.start_keyring();
            let vault = vault();
            wait_until(&vault, LockState::Ready);
            let (tell, told) = mpsc::channel();
            let guard =
                vault.watch(Box::new(move |state| tell.send(state).unwrap())).expect("there is a bus");
            let person = Person::new();
            let collection = person.default_collection();
            person.lock(&collection);
            assert_eq!(told.recv_timeout(SOON), Ok(LockState::Locked));
            person.unlock(&collection);
            assert_eq!(told.recv_timeout(SOON), Ok(LockState::Ready));
            vault.put("lanyard/p/x", b"x").expect("writing is no change of state");
            drop(keyring);
            assert_eq!(told.recv_timeout(SOON), Ok(LockState::Absent));
            let _keyring = session.start_keyring();
            // It may be seen before its password is.
            wait_for("ready again", SOON, || (told.recv_timeout(SOON) == Ok(LockState::Ready)).then_some(()));
            drop(guard);
            assert_eq!(
                told.recv_timeout(SOON),
                Err(mpsc::RecvTimeoutError::Disconnected),
                "the watch has ended"
            );
        },
    );
}

#[test]
fn k03_a_bus_that_ends_is_told_as_absent() {
    private_session::run("secret_service::k03_a_bus_that_ends_is_told_as_absent", Bus::Running, |session| {
        let _keyring = session.start_keyring();
        let vault = vault();
        wait_until(&vault, LockState::Ready);
        vault.put("lanyard/p/x", b"x").unwrap();
        let (tell, told) = mpsc::channel();
        let _guard = vault.watch(Box::new(move |state| tell.send(state).unwrap())).expect("there is a bus");
        session.stop_bus();
        assert_eq!(told.recv_timeout(SOON), Ok(LockState::Absent));
        assert_eq!(vault.get("lanyard/p/x").expect_err("absent"), VaultError::Absent);
    });
}

#[test]
fn a_person_recognises_the_items() {
    private_session::run("secret_service::a_person_recognises_the_items", Bus::Running, |session| {
        let _keyring = session.start_keyring();
        let vault = vault();
        wait_until(&vault, LockState::Ready);
        let store = Generations::new(Arc::clone(&vault), "default");
        store.write(&Entry::refresh_token("acme"), 3, &token(10)).unwrap();
        let labels = Person::new().labels_of_service("Lanyard");
        assert_eq!(labels, ["Lanyard: lanyard/default/refresh-token/acme/3/0"]);
    });
}

/// Owns the name that gnome-keyring sends its prompts to, and is silent.
fn prompter_that_never_answers() -> Connection {
    let prompter = Connection::session().expect("the private bus");
    prompter.request_name("org.gnome.keyring.SystemPrompter").expect("nobody has it");
    prompter
}

/// What the person can do with a keychain program, over D-Bus.
struct Person {
    bus: Connection,
}

impl Person {
    fn new() -> Self {
        Self { bus: Connection::session().expect("the private bus") }
    }

    fn default_collection(&self) -> OwnedObjectPath {
        self.service("ReadAlias", &"default")
    }

    fn set_default(&self, collection: &OwnedObjectPath) {
        self.service::<_, ()>("SetAlias", &("default", collection));
    }

    fn lock(&self, collection: &OwnedObjectPath) {
        let (locked, _): (Vec<OwnedObjectPath>, OwnedObjectPath) = self.service("Lock", &vec![collection]);
        assert_eq!(locked.len(), 1);
    }

    fn unlock(&self, collection: &OwnedObjectPath) {
        self.internal::<_, ()>("UnlockWithMasterPassword", &(collection, self.password()));
    }

    fn create_collection(&self, label: &str) -> OwnedObjectPath {
        let properties = HashMap::from([("org.freedesktop.Secret.Collection.Label", Value::from(label))]);
        self.internal("CreateWithMasterPassword", &(properties, self.password()))
    }

    fn labels_of_service(&self, service: &str) -> Vec<String> {
        let attributes = HashMap::from([("service", service)]);
        let (items, _): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            self.service("SearchItems", &attributes);
        let label = |item: OwnedObjectPath| {
            let property = ("org.freedesktop.Secret.Item", "Label");
            let label: OwnedValue =
                self.call(item.as_str(), "org.freedesktop.DBus.Properties", "Get", &property);
            String::try_from(label).unwrap()
        };
        items.into_iter().map(label).collect()
    }

    /// A secret as gnome-keyring takes it over a session without encryption.
    fn password(&self) -> (OwnedObjectPath, Vec<u8>, Vec<u8>, &'static str) {
        let (_, session): (OwnedValue, OwnedObjectPath) =
            self.service("OpenSession", &("plain", Value::from("")));
        (session, Vec::new(), PASSWORD.into(), "text/plain")
    }

    fn service<B, R>(&self, method: &str, body: &B) -> R
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
        R: for<'d> zbus::zvariant::DynamicDeserialize<'d>,
    {
        self.call("/org/freedesktop/secrets", "org.freedesktop.Secret.Service", method, body)
    }

    /// gnome-keyring's own way to unlock without a prompt, which the login screen uses.
    fn internal<B, R>(&self, method: &str, body: &B) -> R
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
        R: for<'d> zbus::zvariant::DynamicDeserialize<'d>,
    {
        let interface = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";
        self.call("/org/freedesktop/secrets", interface, method, body)
    }

    fn call<B, R>(&self, path: &str, interface: &str, method: &str, body: &B) -> R
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
        R: for<'d> zbus::zvariant::DynamicDeserialize<'d>,
    {
        let reply =
            self.bus.call_method(Some("org.freedesktop.secrets"), path, Some(interface), method, body);
        reply.expect(method).body().deserialize().expect("as specified")
    }
}
