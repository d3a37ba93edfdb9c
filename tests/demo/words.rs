//! What the demo prints.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::enterprise::DemoEnterprise;
use crate::stage::Stage;

/// Prints a paragraph. A closed terminal is no reason to stop before everything is ended.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Who can sign in and where things are.
pub(crate) fn welcome(stage: &Stage, enterprise: &DemoEnterprise) -> String {
    let mut text = String::from("\nWho can sign in (the sign-in page fills the password in one click)\n\n");
    for person in enterprise.people() {
        let note = if person.disabled { ", account disabled" } else { "" };
        let (login, name, password) = (&person.login, &person.name, &person.password);
        let _ = writeln!(text, "  {login:<7} {password:<27} {name}, {}{note}", person.role);
    }
    let _ = write!(
        text,
        "\nControl page   {}\nOrders API     {}\nAcme ID        {}\nContoso        {}\n\n",
        enterprise.control_page(),
        enterprise.orders(),
        enterprise.acme().issuer,
        enterprise.contoso().issuer
    );
    text.push_str(
        "Lanyard runs in a profile of its own, .demo/demo, made anew at each start because the\n\
         demo enterprise forgets everything when it ends. Your own profile is not opened.\n",
    );
    text.push_str(if stage.is_the_persons_own_keychain() {
        "Its refresh tokens go to your keychain under the profile's name and are removed at the end."
    } else {
        "Its refresh tokens go to a private keychain that ends with the demo."
    });
    text
}

/// What to try in three minutes.
pub(crate) fn to_try(enterprise: &DemoEnterprise) -> String {
    let (control, orders) = (enterprise.control_page(), enterprise.orders());
    let command = "LANYARD_HOME=.demo/demo target/debug/lanyard";
    format!(
        "
Three minutes with Lanyard

  1. In Lanyard, click Acme ID. Your browser opens: choose Ada, Sign in, Allow.
  2. Press Ctrl+N, click Contoso, and sign in as Sam: two accounts, two companies.
  3. Select Ada's account. Claims: her name, groups and roles, by source. Access: which
     scopes were asked for, and that orders:write was not granted.
  4. Overview: the access token lives two minutes and renews by itself before it ends.
  5. Copy access token, and in a terminal see what she ordered:
       curl -i -H 'Authorization: Bearer PASTE-IT-HERE' {orders}
     The API answers 200. Change a letter: 401. Add -X POST: 403, the scope is missing.
  6. Open {control} and press End all sessions for Ada. In Lanyard press
     F5: it says who ended the sign-in and when, and one button brings it back.
  7. There, let Acme ID answer 500 for 30 s and press F5 again: the token goes on working,
     and Lanyard comes back by itself.
  8. Let a terminal ask, and answer it in the small window that opens:
       {command} request acme {orders}
     Programs shows who may use which account, and takes it back.
  9. Console shows who is signed in at Acme ID, once Grace signs in to it. Find Ada, end what
     came from her laptop, and check that it is dead: her account here says who did it and why.
     On the control page, let every tenth ending fail.

Ctrl+C here ends everything."
    )
}
