//! The table of headers and their fields; none yet.

pub fn generate() -> String {
    String::new()
}
