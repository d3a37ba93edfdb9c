//! The list of commands and events, and the TypeScript made from it.
//!
//! `ui/src/lib/ipc/bindings.ts` is written by `make bindings`, which runs the test below with
//! `UPDATE_BINDINGS=1`; without it, the test fails where file and code differ.

use tauri::Wry;
use tauri_specta::{Builder, collect_commands, collect_events};

use crate::commands::{
    account, activity, claims, console, inspector, keychain, overview, programs, provider, requests, sign_in,
    token, window,
};
use crate::events::{EngineMessage, ShellEvent};

/// Everything that may cross between page and program.
pub(crate) fn builder() -> Builder<Wry> {
    Builder::new()
        // What goes out and what comes in look the same: one name each.
        .disable_serde_phases()
        .commands(collect_commands![
            overview::overview,
            overview::first_frame_drawn,
            provider::discover,
            provider::read_provider_file,
            provider::add_provider,
            provider::edit_provider,
            provider::remove_provider,
            provider::open_network_page,
            sign_in::start_sign_in,
            sign_in::open_again,
            sign_in::copy_sign_in_link,
            sign_in::cancel_sign_in,
            sign_in::dismiss_sign_in,
            sign_in::add_other_person,
            account::account,
            account::change_handle,
            account::sign_out_preview,
            account::sign_out,
            account::remove_account,
            token::renew,
            token::use_new_address,
            token::new_lease,
            token::copy_access_token,
            claims::copy_claims,
            claims::introspect,
            activity::activity,
            activity::activity_chain,
            activity::support_text,
            inspector::inspect_clipboard,
            inspector::inspect_typed,
            inspector::open_token_file,
            inspector::inspect_account,
            inspector::inspect_sample,
            inspector::check_again,
            inspector::open_key_file,
            inspector::introspect_inspected,
            inspector::compare,
            inspector::earlier_leases,
            inspector::report,
            inspector::copy_report,
            inspector::forget_inspections,
            inspector::provider_keys,
            requests::call_api,
            requests::withdraw_question,
            requests::exchanges,
            requests::forget_exchanges,
            console::consoles,
            console::open_console,
            console::leave_console,
            console::leave_consoles_soon,
            console::stay_at_consoles,
            console::console_sessions,
            console::load_sessions,
            console::reload_sessions,
            console::console_person,
            console::dry_run,
            console::save_dry_run,
            console::end_sessions,
            console::jobs,
            console::cancel_job,
            console::retry_job,
            console::prove_job,
            console::set_not_before,
            console::export_evidence,
            programs::programs,
            programs::show_question,
            programs::answer_question,
            programs::revoke_grant,
            programs::let_ask_again,
            keychain::unlock_keychain,
            window::copy_text,
            window::clear_clipboard,
            window::open_time_settings,
            window::quit,
        ])
        .events(collect_events![EngineMessage, ShellEvent])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;
    use std::{fs, io};

    use specta_typescript::Typescript;
    use specta_typescript::semantic::Configuration;
    use tauri_specta::{BuilderConfiguration, LanguageExt};

    use super::*;
    use crate::commands::names::COMMANDS;

    const HEADER: &str =
        "// Written by `make bindings` from src-tauri. Do not edit it by hand.\n/* eslint-disable */\n";
    /// Specta writes an alias as what it stands for; the page wants its name.
    const UNIX: &str = "/** Unix time in seconds. */\nexport type Unix = number;";
    /// Beside our own commands, all that the page may ask of tauri.
    const CORE: [&str; 3] =
        ["core:event:allow-listen", "core:event:allow-unlisten", "core:webview:allow-set-webview-zoom"];

    #[test]
    fn bindings_are_current() {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/lib/ipc/bindings.ts");
        let folder = tempfile::tempdir().unwrap();
        let made = folder.path().join("bindings.ts");
        let language = Typescript::default().header(HEADER).with_raw(UNIX);
        // Numbers with a fraction are seconds; none of ours is ever NaN, which alone would cross as null.
        let seconds = Configuration::empty().enable_lossless_floats();
        builder().semantic_types(seconds).export(language, &made).unwrap();
        let made = tidy(&fs::read_to_string(made).unwrap());
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            fs::write(&kept, &made).unwrap();
        }
        let kept = fs::read_to_string(kept).unwrap_or_default();
        assert!(kept == made, "ui/src/lib/ipc/bindings.ts is not what the code says: run `make bindings`");
    }

    #[test]
    fn t1_every_command_is_on_the_allow_list() {
        let registered: BTreeSet<String> = registered_commands().into_iter().collect();
        let named: BTreeSet<String> = COMMANDS.iter().map(ToString::to_string).collect();
        assert_eq!(registered, named);

        let main = permissions(include_str!("../capabilities/main.json"), crate::window::LABEL);
        let consent = permissions(include_str!("../capabilities/consent.json"), crate::consent::LABEL);
        let ours = named.iter().map(|name| format!("allow-{}", name.replace('_', "-")));
        let wanted: BTreeSet<String> = ours.chain(CORE.map(str::to_owned)).collect();
        assert_eq!(main.union(&consent).cloned().collect::<BTreeSet<_>>(), wanted);
    }

    #[test]
    fn t1_only_the_consent_window_may_answer_and_it_may_do_little_else() {
        let main = permissions(include_str!("../capabilities/main.json"), crate::window::LABEL);
        let consent = permissions(include_str!("../capabilities/consent.json"), crate::consent::LABEL);
        let its_own: BTreeSet<_> = consent.into_iter().filter(|name| name.starts_with("allow-")).collect();
        assert_eq!(its_own, BTreeSet::from(["allow-answer-question", "allow-programs"].map(str::to_owned)));
        assert!(!main.contains("allow-answer-question"));
        // What the main window's page may do about a question: put it, bring it to the front, take its own back.
        for its_own in ["use-new-address", "call-api", "show-question", "withdraw-question"] {
            assert!(main.contains(&format!("allow-{its_own}")), "{its_own}");
        }
        // A whole set would bring it along.
        assert!(main.iter().all(|name| name.starts_with("allow-") || CORE.contains(&name.as_str())));
        // And no other capability file is there to give it: tauri takes every one in this folder.
        let folder = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities")).unwrap();
        let files: BTreeSet<_> = folder.map(|file| file.unwrap().file_name()).collect();
        assert_eq!(files, BTreeSet::from(["consent.json", "main.json"].map(Into::into)));
    }

    /// What a capability file allows its one window.
    fn permissions(file: &str, label: &str) -> BTreeSet<String> {
        let file: serde_json::Value = serde_json::from_str(file).unwrap();
        assert_eq!(file["windows"], serde_json::json!([label]));
        assert_eq!(file.get("remote"), None);
        file["permissions"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_page_loads_nothing_remote() {
        let file: serde_json::Value = serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
        let policy = file["app"]["security"]["csp"].as_str().unwrap();
        assert!(policy.starts_with("default-src 'none';"));
        for source in policy.split([' ', ';']).filter(|word| word.contains(':')) {
            assert!(["data:", "ipc:", "http://ipc.localhost"].contains(&source), "{source}");
        }
        assert!(!policy.contains("unsafe-eval"));
        assert_eq!(file["app"]["withGlobalTauri"], serde_json::json!(false));
    }

    #[test]
    fn t5_no_devtools_in_release() {
        // Without tauri's feature a release build has none, whatever the window asks for.
        assert!(!include_str!("../Cargo.toml").contains("devtools"));
        assert!(!include_str!("../../Cargo.toml").contains("devtools"));
    }

    /// Without specta's stray spaces; and a field that may be absent when it is read (serde's `default`) is
    /// still always written, as null.
    fn tidy(made: &str) -> String {
        let field = |line: &str| match line.strip_prefix('\t') {
            Some(field) => format!("\t{}", field.replacen("?: ", ": ", 1)),
            None => line.to_owned(),
        };
        let line = |line: &str| field(line.trim_end()).replace("/**  ", "/** ").replace(" *  ", " * ") + "\n";
        made.lines().map(line).collect()
    }

    fn registered_commands() -> Vec<String> {
        struct Names<'a>(&'a mut Vec<String>);
        impl LanguageExt for Names<'_> {
            type Error = io::Error;
            fn export(self, list: &BuilderConfiguration, _: &Path) -> io::Result<()> {
                self.0.extend(list.commands.iter().map(|command| command.name().to_string()));
                Ok(())
            }
        }
        let mut names = Vec::new();
        builder().export(Names(&mut names), "").unwrap();
        names
    }
}
