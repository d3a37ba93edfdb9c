//! A writer that ends quietly when nobody reads any more (`lanyard accounts | head -1`).

use std::io::{self, ErrorKind, Write};

/// Invariant: once the reader is gone, writing succeeds and does nothing. The act was done all the same, so its
/// exit code stands.
pub(crate) struct Pipe<'a> {
    writer: &'a mut dyn Write,
    closed: bool,
}

impl<'a> Pipe<'a> {
    pub(crate) fn new(writer: &'a mut dyn Write) -> Self {
        Self { writer, closed: false }
    }

    fn unless_closed<T>(
        &mut self,
        nothing: T,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.closed {
            return Ok(nothing);
        }
        match write(self.writer) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(nothing)
            }
            result => result,
        }
    }
}

impl Write for Pipe<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_closed(bytes.len(), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_closed((), |writer| writer.flush())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing(ErrorKind, u32);

    impl Write for Failing {
        fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
            self.1 += 1;
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_closed_pipe_is_written_to_once() {
        let mut failing = Failing(ErrorKind::BrokenPipe, 0);
        let mut pipe = Pipe::new(&mut failing);
        pipe.write_all(b"one").unwrap();
        pipe.write_all(b"two").unwrap();
        pipe.flush().unwrap();
        assert_eq!(failing.1, 1);
    }

    #[test]
    fn a_full_disk_is_told() {
        let mut failing = Failing(ErrorKind::StorageFull, 0);
        assert_eq!(Pipe::new(&mut failing).write_all(b"x").unwrap_err().kind(), ErrorKind::StorageFull);
    }
}
