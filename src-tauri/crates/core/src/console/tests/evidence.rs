//! Evidence: what is in it, and when an export is one.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::rig::{Rig, fact};
use super::world::World;
use crate::Engine;
use crate::activity::hex;
use crate::view::{ActivityEntry, ActivityKind, ChainView, EndWhat, ErrorCode, ErrorView, EvidenceFormat};

/// An export to where it can be read.
async fn exported(engine: &Engine, format: EvidenceFormat) -> String {
    let mut kept = String::new();
    let keep = async |document| {
        kept = document;
        Ok(())
    };
    engine.export_evidence(format, keep).await.unwrap();
    kept
}

async fn object(engine: &Engine) -> Value {
    serde_json::from_str(&exported(engine, EvidenceFormat::Json).await).unwrap()
}

async fn exports(rig: &Rig) -> Vec<ActivityEntry> {
    rig.entries(ActivityKind::EvidenceExported).await
}

#[tokio::test]
async fn what_was_not_kept_was_not_exported() {
    let (_stage, rig) = Rig::with(World::with(1, 1)).await;
    rig.engine.set_not_before("acme", "keys leaked").await.unwrap();
    let full =
        ErrorView { code: ErrorCode::FileNotWritten, ..rig.engine.dry_run_list("none").await.unwrap_err() };
    let refused = rig.engine.export_evidence(EvidenceFormat::Csv, async |_| Err(full.clone())).await;
    assert_eq!(refused, Err(full));
    assert_eq!(exports(&rig).await, []);
    let acts = object(&rig.engine).await;
    assert_eq!(acts["acts"].as_array().unwrap().len(), 2, "{acts}");
}

#[tokio::test]
async fn nothing_is_written_down_before_the_document_is_kept() {
    let (_stage, rig) = Rig::with(World::with(1, 1)).await;
    let nothing_yet = async |_| {
        assert_eq!(exports(&rig).await, []);
        Ok(())
    };
    rig.engine.export_evidence(EvidenceFormat::Csv, nothing_yet).await.unwrap();
    assert_eq!(exports(&rig).await.len(), 1);
}

#[tokio::test]
async fn an_export_that_can_not_be_written_down_is_no_success() {
    let (_stage, rig) = Rig::with(World::with(1, 1)).await;
    let engine = &rig.engine;
    let closing = async |_| {
        engine.close().await;
        Ok(())
    };
    let told = engine.export_evidence(EvidenceFormat::Csv, closing).await;
    assert_eq!(told.unwrap_err().code, ErrorCode::Closing);
}

#[tokio::test]
async fn a_file_can_be_told_to_be_the_one_that_was_exported() {
    let (_stage, rig) = Rig::with(World::with(1, 1)).await;
    rig.engine.set_not_before("acme", "keys leaked").await.unwrap();
    for (format, name, acts) in [(EvidenceFormat::Csv, "csv", "2"), (EvidenceFormat::Json, "json", "3")] {
        let document = exported(&rig.engine, format).await;
        let [entry, ..] = &exports(&rig).await[..] else { panic!("no export is in the log") };
        assert_eq!((fact(entry, "format"), fact(entry, "acts")), (name, acts));
        assert_eq!(fact(entry, "sha256"), hex(&Sha256::digest(&document)));
        assert_eq!(fact(entry, "log"), "unbroken");
        assert!(!entry.problem);
    }
}

#[tokio::test]
async fn evidence_says_whether_its_log_holds() {
    let (stage, rig) = Rig::with(World::with(1, 1)).await;
    rig.engine.set_not_before("acme", "keys leaked").await.unwrap();
    let ChainView::Unbroken { head, entries, .. } = rig.engine.activity_chain().await.unwrap() else {
        panic!("it holds")
    };
    let log = &object(&rig.engine).await["log"];
    assert_eq!((&log["state"], &log["head"]), (&"unbroken".into(), &head.into()));
    assert_eq!(log["entries"], entries.to_string());

    let db = rusqlite::Connection::open(stage.home().database()).unwrap();
    db.execute("UPDATE activity SET body = replace(body, 'keys leaked', 'routine')", []).unwrap();
    let evidence = object(&rig.engine).await;
    assert_eq!(evidence["log"]["state"], "broken");
    assert_eq!(evidence["acts"][0]["facts"]["reason"], "routine", "what there is, is exported all the same");
    let table = exported(&rig.engine, EvidenceFormat::Csv).await;
    let last = table.lines().last().unwrap();
    assert!(last.contains("\"log checked\"") && last.contains("\"The log is broken\""), "{last}");
    assert_eq!(fact(&exports(&rig).await[0], "log"), "broken");
}

#[tokio::test]
async fn every_act_is_in_the_export_and_no_text_is_a_formula_or_a_detail_there() {
    let (_stage, rig) = Rig::with(World::with(3, 1)).await;
    let what = EndWhat::User { user: "u0".to_owned(), disable: false };
    let dry_run = rig.engine.dry_run("acme", what).await.unwrap();
    let job = rig.engine.end_sessions(&dry_run.id, "=HYPERLINK(\"x\")\n,y", 3, false).await.unwrap();
    rig.stopped(&job.id).await;
    rig.engine.set_not_before("acme", "keys leaked").await.unwrap();
    assert!(rig.world.not_before().is_some());
    rig.engine.prove_job(&job.id).await.unwrap();
    rig.engine.leave_console("acme").await.unwrap();
    let table = exported(&rig.engine, EvidenceFormat::Csv).await;
    assert!(table.contains("\"'=HYPERLINK(\"\"x\"\") ,y\""), "{table}");
    assert_eq!(table.lines().count(), 1 + 6 + 1, "{table}");
    let evidence = object(&rig.engine).await;
    let list = evidence["acts"].as_array().unwrap();
    let acts: Vec<_> = list.iter().map(|entry| entry["act"].as_str().unwrap()).collect();
    assert_eq!(
        acts,
        [
            "ending ordered",
            "sessions ended",
            "not before set",
            "not before set",
            "ending proved",
            "console left",
            "evidence exported"
        ]
    );
    assert_eq!(list[1]["facts"]["ended"], "3");
    for (place, state) in [(2, "ordered"), (3, "done")] {
        let facts = &list[place]["facts"];
        assert_eq!((&facts["state"], &facts["reason"]), (&state.into(), &"keys leaked".into()));
    }
    assert!(rig.engine.set_not_before("acme", "again").await.is_err(), "the console was left");
}

#[tokio::test]
async fn no_text_forges_a_detail() {
    let (_stage, rig) = Rig::with(World::with(1, 1)).await;
    let what = EndWhat::User { user: "away\\; ended: 9".to_owned(), disable: true };
    let job = rig.ends(what).await;
    rig.stopped(&job.id).await;
    let table = exported(&rig.engine, EvidenceFormat::Csv).await;
    let disabled = table.lines().find(|line| line.contains("\"user disabled\"")).unwrap();
    assert!(disabled.contains("user: away\\\\\\; ended: 9"), "{disabled}");
}
