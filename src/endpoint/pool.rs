//! Buffers and messages used again.

use crate::message::Message;

/// Kept at most: enough for every batch, little beside a thousand clients.
const KEPT: usize = 128;
/// Larger ones are given back to the system.
const LARGEST: usize = 8 * 1024;

#[derive(Default)]
pub struct Pool {
    // Messages travel boxed; their boxes are used again with them.
    #[allow(clippy::vec_box)]
    messages: Vec<Box<Message>>,
    buffers: Vec<Vec<u8>>,
}

impl Pool {
    /// An empty message.
    pub fn message(&mut self) -> Box<Message> {
        self.messages.pop().unwrap_or_default()
    }
    pub fn put_message(&mut self, mut msg: Box<Message>) {
        if self.messages.len() < KEPT && msg.els.text.capacity() <= LARGEST {
            msg.clear();
            self.messages.push(msg);
        }
    }
    /// An empty buffer.
    pub fn buffer(&mut self) -> Vec<u8> {
        self.buffers.pop().unwrap_or_default()
    }
    pub fn put_buffer(&mut self, mut buffer: Vec<u8>) {
        if self.buffers.len() < KEPT && buffer.capacity() > 0 && buffer.capacity() <= LARGEST {
            buffer.clear();
            self.buffers.push(buffer);
        }
    }
}
