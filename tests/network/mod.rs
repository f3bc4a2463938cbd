//! A network of the test's own: the test runs itself again inside, for which `unshare` and `ip` must be there.

use std::process::Command;

const INSIDE: &str = "RVSIP_TEST_IN_A_NETWORK_OF_ITS_OWN";

/// True inside of the network, which these shell commands have set up besides an `lo` that is up; false when the test named `this` has
/// passed in there, or no network can be made here.
pub fn inside(this: &str, setup: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let able = Command::new("unshare").args(["-rn", "sh", "-c", "ip link add rv0 type veth peer name rv1"]).output();
    if !able.is_ok_and(|o| o.status.success()) {
        println!("skipped: no network of its own can be made here");
        return false;
    }
    let script = format!("ip link set lo up && {setup} && exec \"$0\" --exact \"$1\"");
    let mut own = Command::new("unshare");
    own.args(["-rn", "sh", "-c", &script]).arg(std::env::current_exe().unwrap()).arg(this).env(INSIDE, "1");
    let output = own.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    false
}
