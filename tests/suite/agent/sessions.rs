//! Who gets a token: the session that signed in, and nobody else.

use harness::Result;

use super::signed_in;

#[tokio::test]
async fn a_shell_that_signed_in_goes_on_and_another_one_gets_nothing() -> Result {
    let (_evil, mut scene) = signed_in().await?;
    let token = scene.tab.done("lanyard token evil").await?;
    assert!(token.trim().len() > 20, "{token}");
    let mut other = scene.terminal.tab()?;
    let refused = other.run("lanyard token evil").await?;
    assert_eq!((refused.code, refused.out.as_str()), (Some(6), ""), "{}", refused.err);
    Ok(())
}
