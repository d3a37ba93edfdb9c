//! Joining, filtering, counting and writing of what was loaded.

use super::session;
use crate::{Counts, Filter, PersonCount, Roster, Session, SessionKind, User, csv};

fn roster(sessions: impl IntoIterator<Item = Session>) -> Roster {
    let mut roster = Roster::default();
    roster.merge(sessions);
    roster
}

fn ids(roster: &Roster, filter: &Filter, now: i64) -> Vec<String> {
    roster.matching(filter, now).map(|session| session.at.id.clone()).collect()
}

#[test]
fn a_session_that_comes_again_for_another_user_stays_whose_it_was() {
    let mut roster = roster([session("s1", "bob")]);
    roster.merge([Session { used_at: Some(9_000), ..session("s1", "mallory") }]);
    assert_eq!(roster.find("s1", SessionKind::Online).unwrap().at.user, "bob");
    assert_eq!(roster.sessions().len(), 1);
}

#[test]
fn a_session_is_one_by_id_and_kind_with_the_clients_of_every_page() {
    let other = Session { clients: vec!["drive".into()], used_at: Some(3_000), ..session("s1", "bob") };
    let mut offline = session("s1", "bob");
    offline.at.kind = SessionKind::Offline;
    let mut roster = roster([session("s1", "bob")]);
    assert_eq!(roster.merge([other, offline]), 1);
    let joined = roster.find("s1", SessionKind::Online).unwrap();
    assert_eq!(joined.clients, ["drive", "mail"]);
    assert_eq!((joined.started_at, joined.used_at), (Some(1_000), Some(3_000)));
    assert_eq!(roster.find("s1", SessionKind::Offline).unwrap().clients, ["mail"]);
}

#[test]
fn joining_the_same_pages_in_any_order_gives_the_same_sessions() {
    let pages: Vec<Session> = (0..60)
        .map(|n| Session {
            clients: vec![format!("client-{}", n % 7)],
            used_at: Some(i64::from(n)),
            ..session(&format!("s{}", n % 13), "bob")
        })
        .collect();
    let sorted = |roster: Roster| {
        let mut sessions = roster.into_sessions();
        sessions.sort_by(|one, other| one.at.cmp(&other.at));
        sessions
    };
    assert_eq!(sorted(roster(pages.clone())), sorted(roster(pages.into_iter().rev())));
}

#[test]
fn what_people_are_called_is_learned_for_sessions_that_came_and_that_come() {
    let bob = |name: &str| User {
        id: "bob".into(),
        username: "bob".into(),
        name: Some(name.to_owned()),
        email: Some("bob@acme.example".into()),
        enabled: Some(true),
    };
    let nameless = |id| Session { name: None, email: None, ..session(id, "bob") };
    let named = |text: &str| Filter { text: text.to_owned(), ..Filter::default() };
    let mut roster = roster([nameless("s1"), Session { name: None, email: None, ..session("s2", "eve") }]);
    roster.learn([bob("Bob Ray")]);
    roster.merge([nameless("s3")]);
    roster.learn([bob("Mallory")]);
    assert_eq!(ids(&roster, &named("ray bob@acme"), 0), ["s1", "s3"]);
    assert_eq!(roster.sessions()[0].title(), "Bob Ray");
    assert_eq!(roster.sessions()[1].title(), "eve");
    roster.forget(|session| session.at.id == "s1");
    roster.merge([Session { used_at: Some(9_999_999), ..nameless("s3") }, nameless("s4")]);
    assert_eq!(ids(&roster, &named("ray"), 0), ["s3", "s4"]);
}

#[test]
fn a_name_that_came_with_the_session_stays() {
    let mut roster = roster([Session { name: Some("Bob".into()), ..session("s1", "bob") }]);
    let other = User {
        id: "bob".into(),
        username: "bob".into(),
        name: Some("Eve".into()),
        email: None,
        enabled: None,
    };
    roster.learn([other]);
    roster.merge([Session {
        name: Some("Eve".into()),
        used_at: Some(9_999_999),
        ..session("s1", "mallory")
    }]);
    assert_eq!(roster.find("s1", SessionKind::Online).unwrap().title(), "Bob");
}

#[test]
fn what_was_ended_is_forgotten_and_the_rest_is_still_found() {
    let mut roster = roster(["a", "b", "c"].map(|id| session(id, "bob")));
    roster.forget(|session| session.at.id == "b");
    assert_eq!(roster.find("b", SessionKind::Online), None);
    assert_eq!(roster.find("c", SessionKind::Online).unwrap().at.id, "c");
    assert_eq!(ids(&roster, &Filter::default(), 0), ["a", "c"]);
}

#[test]
fn people_are_found_without_case_and_accents_and_by_each_word() {
    let zoe = Session {
        name: Some("Zoë Straße".into()),
        email: Some("z@acme.example".into()),
        ..session("ABC-1", "u1")
    };
    let roster = roster([zoe, session("def-2", "bob")]);
    for text in ["zoe", "STRASSE zoë", "Z@ACME", "abc-1", "  zoe\u{301}  ", "acme zo"] {
        assert_eq!(ids(&roster, &Filter { text: text.into(), ..Filter::default() }, 0), ["ABC-1"], "{text}");
    }
    assert!(ids(&roster, &Filter { text: "zoe bob".into(), ..Filter::default() }, 0).is_empty());
    assert_eq!(ids(&roster, &Filter { text: " \t".into(), ..Filter::default() }, 0).len(), 2);
}

#[test]
fn an_id_is_found_by_its_beginning_alone() {
    let ids_of = |text: &str| {
        let bad = session("Ada0BAD1-face", "bob");
        let ada = Session { name: Some("Ada".into()), ..session("0c9d-bad-ada0", "face") };
        ids(&roster([bad, ada]), &Filter { text: text.into(), ..Filter::default() }, 0)
    };
    assert_eq!(ids_of("bad"), Vec::<String>::new());
    assert_eq!(ids_of("ada0bad1-FACE"), ["Ada0BAD1-face"]);
    assert_eq!(ids_of("ada0"), ["Ada0BAD1-face"]);
    assert_eq!(ids_of("ada"), ["Ada0BAD1-face", "0c9d-bad-ada0"], "the id of one, the name of the other");
    assert_eq!(ids_of("face"), ["0c9d-bad-ada0"], "the user name");
    assert_eq!(ids_of("0c9d ada"), ["0c9d-bad-ada0"]);
    assert_eq!(ids_of("ada0bad1-faceb"), Vec::<String>::new(), "no word reaches from the id to the name");
}

#[test]
fn conditions_all_hold_and_what_is_not_told_is_not_old() {
    let silent = Session { started_at: None, used_at: None, from: None, ..session("silent", "eve") };
    let old = Session {
        started_at: Some(-5),
        used_at: Some(10),
        clients: vec!["web".into()],
        ..session("old", "eve")
    };
    let roster = roster([session("new", "bob"), silent, old]);
    let found = |filter: Filter| ids(&roster, &filter, 2_100);
    assert_eq!(found(Filter { idle_over: Some(100), ..Filter::default() }), ["new", "old"]);
    assert_eq!(found(Filter { idle_over: Some(101), ..Filter::default() }), ["old"]);
    assert_eq!(found(Filter { older_than: Some(2_000), ..Filter::default() }), ["old"]);
    assert_eq!(found(Filter { from: Some("10.1.4.7".into()), ..Filter::default() }), ["new", "old"]);
    assert_eq!(found(Filter { from: Some("10.1.4.".into()), ..Filter::default() }), Vec::<String>::new());
    assert_eq!(found(Filter { client: Some("web".into()), ..Filter::default() }), ["old"]);
    assert_eq!(
        found(Filter { user: Some("eve".into()), client: Some("mail".into()), ..Filter::default() }),
        ["silent"]
    );
    // A moment in the future is neither idle nor old, whatever the clocks say.
    assert!(ids(&roster, &Filter { idle_over: Some(0), ..Filter::default() }, 0).is_empty());
}

#[test]
fn people_are_counted_most_sessions_first() {
    let roster = roster(
        [("1", "bob"), ("2", "Ada"), ("3", "ada"), ("4", "bob"), ("5", "zoë")]
            .map(|(id, user)| session(id, user)),
    );
    let counts = Counts::of(roster.sessions());
    assert_eq!(counts.sessions, 5);
    let people: Vec<_> =
        counts.people.iter().map(|PersonCount { title, sessions, .. }| (title.as_str(), *sessions)).collect();
    assert_eq!(people, [("bob", 2), ("Ada", 1), ("ada", 1), ("zoë", 1)]);
    assert_eq!(roster.clients(9), (vec!["mail"], 0));
    assert_eq!(roster.addresses(0), Vec::<&str>::new());
}

#[test]
fn of_many_clients_those_with_most_sessions_are_named_and_the_others_counted() {
    let at = |id: &str, clients: &[&str]| Session {
        clients: clients.iter().map(|client| (*client).to_owned()).collect(),
        ..session(id, "bob")
    };
    let roster = roster([
        at("1", &["zoo", "mail"]),
        at("2", &["zoo", "wiki"]),
        at("3", &["chat", "wiki"]),
        at("4", &["build"]),
    ]);
    assert_eq!(roster.clients(2), (vec!["wiki", "zoo"], 3));
    assert_eq!(roster.clients(3), (vec!["build", "wiki", "zoo"], 2), "of equals the first by name");
    assert_eq!(roster.clients(5), (vec!["build", "chat", "mail", "wiki", "zoo"], 0));
    assert_eq!(roster.clients(0), (Vec::new(), 5));
}

#[test]
fn no_cell_of_the_list_is_a_formula_a_column_or_a_row() {
    for attack in [
        "=HYPERLINK(\"http://evil\")",
        "+1",
        "-1",
        "@SUM(A1)",
        "＝1",
        "|calc",
        " =1",
        "%x",
        "\t=1",
        "=1+1\",=2",
    ] {
        let hostile =
            Session { name: Some(attack.into()), from: Some(attack.into()), ..session("-s", attack) };
        let file = csv([&hostile]);
        let lines: Vec<&str> = file.trim_end().split("\r\n").collect();
        assert_eq!(lines.len(), 2, "{attack}");
        let cells = cells(lines[1]);
        assert_eq!(cells.len(), 10, "{attack}");
        for place in [0, 1, 3, 4, 9] {
            assert!(cells[place].starts_with('\''), "{attack}: {}", cells[place]);
        }
        assert_eq!(cells[0][1..], *attack);
    }
}

#[test]
fn the_list_says_who_what_and_when() {
    let file =
        csv([&Session { name: Some("Bob, \"Bobby\" Ray".into()), used_at: None, ..session("s1", "bob") }]);
    assert!(file.starts_with('\u{feff}'));
    assert_eq!(
        file.lines().nth(1).unwrap(),
        r#""Bob, ""Bobby"" Ray","bob","","bob","s1","online","mail","1970-01-01T00:16:40Z","","10.1.4.7""#
    );
}

/// The cells of a line in which every cell is quoted.
fn cells(line: &str) -> Vec<String> {
    let line = line.strip_prefix('"').unwrap().strip_suffix('"').unwrap();
    line.split("\",\"").map(|cell| cell.replace("\"\"", "\"")).collect()
}

#[test]
fn a_hundred_thousand_sessions_are_joined_and_searched() {
    // With a search through all for each one this would take hours.
    let sessions =
        (0..100_000).map(|n| Session { name: Some(format!("Zoë {n}")), ..session(&format!("s{n}"), "zoe") });
    let mut roster = roster(sessions.clone());
    roster.merge(sessions);
    let found = ids(&roster, &Filter { text: "ZOE 99999".into(), ..Filter::default() }, 0);
    assert_eq!(found, ["s99999"]);
}
