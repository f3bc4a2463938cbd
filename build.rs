//! Writes the C functions that come from the table of headers, and `include/rvsip.h` with its forwarding headers.

#[path = "build/c_header.rs"]
mod c_header;
#[path = "build/headers.rs"]
mod headers;

use std::path::Path;
use std::{env, fs};

/// The name programs are linked with; it changes when the interface breaks.
const SONAME: &str = "librvsip.so.0";

fn main() {
    for path in ["build.rs", "build", "src/capi", "cbindgen.toml"] {
        println!("cargo:rerun-if-changed={path}");
    }
    println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,{SONAME}");

    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let (root, out) = (Path::new(&root), Path::new(&out));
    let generated = out.join("headers.rs");
    fs::write(&generated, headers::generate()).expect("OUT_DIR can be written");

    let made = out.join("include");
    fs::create_dir_all(&made).expect("OUT_DIR can be written");
    // Where the sources cannot be written to, the header that came with them is as good.
    let _ = fs::create_dir_all(root.join("include"));
    for (name, text) in c_header::files(root, &generated) {
        fs::write(made.join(&name), &text).expect("OUT_DIR can be written");
        let committed = root.join("include").join(&name);
        if fs::read_to_string(&committed).ok().as_deref() != Some(&text)
            && let Err(error) = fs::write(&committed, &text)
        {
            println!("cargo:warning=include/{name} is not up to date and cannot be written: {error}");
        }
    }
}
