//! Where the library of this build lies, for tests that run C programs.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The directory cargo put librvsip.so into: beside the test, or one up. An older build may have left its own in the other.
pub fn built() -> PathBuf {
    let test = env::current_exe().expect("a test knows its own path");
    let deps = test.parent().expect("it lies in a directory");
    let up = deps.parent().expect("which lies in another");
    let age = |d: &Path| d.join("librvsip.so").metadata().and_then(|m| m.modified()).ok();
    let newest = [up, deps].into_iter().filter(|d| age(d).is_some()).max_by_key(|d| age(d));
    newest.expect("cargo builds the library before its tests").to_path_buf()
}

/// A directory of this process alone that has the library under the names a program is linked with and started with.
pub fn scratch(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    fs::create_dir_all(&dir).expect("the scratch directory can be written");
    for link in ["librvsip.so", "librvsip.so.0"] {
        let link = dir.join(link);
        if !link.exists() {
            let _ = fs::remove_file(&link);
            symlink(built().join("librvsip.so"), &link).expect("the scratch directory can be written");
        }
    }
    dir
}
