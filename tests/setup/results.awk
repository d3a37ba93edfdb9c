# Reads the output of `cargo test` and prints one line a test binary:
#   row <TAB> name <TAB> passed <TAB> failed <TAB> skipped
# and one line a test that was left out:
#   skip <TAB> test <TAB> reason
# A test may run its own binary again and let that print a result of its own: the last one is the binary's.
function emit() {
  if (passed + failed + ignored > 0) printf "row\t%s\t%d\t%d\t%d\n", name, passed, failed, ignored
  passed = failed = ignored = 0
}
/^ *Running / {
  emit()
  name = $0
  sub(/^ *Running (unittests )?/, "", name)
  path = name
  sub(/ \(.*/, "", path)
  sub(/.*\/deps\//, "", name)
  sub(/-[0-9a-f]+\)$/, "", name)
  if (path ~ /main\.rs$/ && path ~ /^src\//) name = name " (program)"
}
/^ *Doc-tests / { emit(); name = $2 " (examples)" }
/^test .* \.\.\. ignored/ {
  reason = $0
  test = $2
  if (!sub(/.* \.\.\. ignored, /, "", reason)) reason = "no reason given"
  printf "skip\t%s\t%s\n", test, reason
}
# What a test said it left out itself (tests/harness/skip.rs).
/^NOT TESTED: / {
  said = substr($0, 13)
  at = index(said, ": ")
  printf "skip\t%s\t%s\n", substr(said, 1, at - 1), substr(said, at + 2)
}
/^test result: / {
  match($0, /[0-9]+ passed/); passed = substr($0, RSTART) + 0
  match($0, /[0-9]+ failed/); failed = substr($0, RSTART) + 0
  match($0, /[0-9]+ ignored/); ignored = substr($0, RSTART) + 0
}
END { emit() }
