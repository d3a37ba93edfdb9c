//! Where a passphrase comes from when nobody types it: a file, or a file descriptor.
//!
//! Owns how much is read and what is refused. Which of them is used, and the prompt, are the caller's.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileTypeExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use secrecy::SecretString;
use zeroize::Zeroizing;

/// Bytes that a passphrase source holds at most, a trailing newline included.
pub const MOST_BYTES: usize = 4096;

/// Why a passphrase could not be read. No variant carries any of it.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseError {
    /// Other users can read or write the file. Nothing was read; the person runs `chmod 600`.
    #[error("other users can read or write the passphrase file")]
    OthersCanRead,
    /// Nothing stands there but, at most, a newline.
    #[error("the passphrase is empty")]
    Empty,
    /// There is more than [`MOST_BYTES`]: not a passphrase file.
    #[error("a passphrase has {MOST_BYTES} bytes at most")]
    TooLong,
    /// It is no UTF-8 text.
    #[error("the passphrase is not text")]
    NotText,
    /// The source could not be opened or read.
    #[error("the passphrase could not be read: {0}")]
    Unreadable(#[source] io::Error),
}

/// Reads the passphrase that is all a file holds, without one trailing newline. Follows symbolic links, as
/// mounted secrets are; a named pipe is waited for.
///
/// # Errors
/// See [`PassphraseError`].
pub fn from_file(path: &Path) -> Result<SecretString, PassphraseError> {
    read(File::open(path).map_err(PassphraseError::Unreadable)?)
}

/// Reads the passphrase from a file descriptor to its end, without one trailing newline, and closes it.
///
/// # Errors
/// See [`PassphraseError`]; `OthersCanRead` for a descriptor of such a file, never for a pipe without a name.
pub fn from_fd(fd: OwnedFd) -> Result<SecretString, PassphraseError> {
    read(File::from(fd))
}

fn read(source: File) -> Result<SecretString, PassphraseError> {
    let metadata = source.metadata().map_err(PassphraseError::Unreadable)?;
    let has_name = metadata.is_file() || metadata.file_type().is_fifo();
    if has_name && metadata.mode() & 0o077 != 0 {
        return Err(PassphraseError::OthersCanRead);
    }
    // Sized at once: growing would leave copies of the passphrase behind in freed memory.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MOST_BYTES + 1));
    source.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(PassphraseError::Unreadable)?;
    if bytes.len() > MOST_BYTES {
        return Err(PassphraseError::TooLong);
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| PassphraseError::NotText)?;
    match text.strip_suffix('\n').unwrap_or(text) {
        "" => Err(PassphraseError::Empty),
        passphrase => Ok(SecretString::from(passphrase)),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;

    use secrecy::ExposeSecret;

    use super::*;

    /// A file of these bytes and this mode, read.
    fn read_file(bytes: &[u8], mode: u32) -> Result<String, PassphraseError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passphrase");
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        from_file(&path).map(|passphrase| passphrase.expose_secret().to_owned())
    }

    #[test]
    fn a_file_that_is_open_to_others_is_refused() {
        for mode in [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644] {
            let refused = read_file(b"secret\n", mode).expect_err("not private");
            assert!(matches!(refused, PassphraseError::OthersCanRead), "{mode:o}");
        }
        assert_eq!(read_file(b"secret\n", 0o400).unwrap(), "secret");
    }

    #[test]
    fn no_passphrase_is_made_of_nothing_too_much_or_no_text() {
        for nothing in [b"".as_slice(), b"\n"] {
            assert!(matches!(read_file(nothing, 0o600), Err(PassphraseError::Empty)));
        }
        assert!(matches!(read_file(&[b'x'; MOST_BYTES + 1], 0o600), Err(PassphraseError::TooLong)));
        assert!(matches!(read_file(b"secret\xff", 0o600), Err(PassphraseError::NotText)));
        assert!(matches!(from_file(Path::new("/nonexistent")), Err(PassphraseError::Unreadable(_))));
        assert!(matches!(from_file(Path::new("/dev/zero")), Err(PassphraseError::TooLong)));
    }

    #[test]
    fn one_newline_at_the_end_is_cut_and_nothing_else() {
        for (bytes, expected) in [
            (b"secret".as_slice(), "secret"),
            (b"secret\n", "secret"),
            (b"secret\n\n", "secret\n"),
            (b" two words \n", " two words "),
        ] {
            assert_eq!(read_file(bytes, 0o600).unwrap(), expected);
        }
        let longest = [b'x'; MOST_BYTES];
        assert_eq!(read_file(&longest, 0o600).unwrap().len(), MOST_BYTES);
    }

    #[test]
    fn a_pipe_is_read_to_its_end() {
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(b"sec").unwrap();
        writer.write_all(b"ret\n").unwrap();
        drop(writer);
        assert_eq!(from_fd(reader.into()).unwrap().expose_secret(), "secret");
    }
}
