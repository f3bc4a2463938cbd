//! One running stack (under construction).
