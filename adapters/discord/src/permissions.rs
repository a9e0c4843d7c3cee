//! What the bot must be allowed, and the link that invites it with just that.

/// A permission of Discord's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Its bit (Discord's reference, "Permissions").
    pub bit: u64,
    /// Its name in Discord's English settings.
    pub name: &'static str,
    /// What the desk does with it.
    pub reason: &'static str,
}

const fn permission(shift: u32, name: &'static str, reason: &'static str) -> Permission {
    Permission { bit: 1 << shift, name, reason }
}

/// Without this nothing is seen.
pub(crate) const VIEW: Permission = permission(10, "View Channel", "to see what is asked");
pub(crate) const SEND: Permission = permission(11, "Send Messages", "to answer");
pub(crate) const HISTORY: Permission =
    permission(16, "Read Message History", "to read what was written while the bot was away");
pub(crate) const PUBLIC_THREADS: Permission =
    permission(35, "Create Public Threads", "to open a thread for each ticket");
pub(crate) const PRIVATE_THREADS: Permission =
    permission(36, "Create Private Threads", "to open private tickets");
pub(crate) const SEND_IN_THREADS: Permission =
    permission(38, "Send Messages in Threads", "to answer in a ticket's thread");
pub(crate) const REACT: Permission =
    permission(6, "Add Reactions", "to show with an emoji that a message was heard");
pub(crate) const ATTACH: Permission = permission(15, "Attach Files", "to pass on files");
pub(crate) const MANAGE_MESSAGES: Permission = permission(
    13,
    "Manage Messages",
    "to remove notes and private requests that were written where all can read them",
);
pub(crate) const MANAGE_THREADS: Permission =
    permission(34, "Manage Threads", "to put the threads of closed tickets away");
pub(crate) const PIN: Permission = permission(51, "Pin Messages", "to pin the board");

/// Everything the bot needs, over all of its channels.
pub const PERMISSIONS: [Permission; 11] = [
    VIEW,
    SEND,
    HISTORY,
    PUBLIC_THREADS,
    PRIVATE_THREADS,
    SEND_IN_THREADS,
    REACT,
    ATTACH,
    MANAGE_MESSAGES,
    MANAGE_THREADS,
    PIN,
];

/// [`PERMISSIONS`] as the number that an invitation carries.
pub const PERMISSION_BITS: u64 = {
    let mut bits = 0;
    let mut n = 0;
    while n < PERMISSIONS.len() {
        bits |= PERMISSIONS[n].bit;
        n += 1;
    }
    bits
};

/// The link by which an administrator of a server invites the bot with the permissions it needs.
pub fn invite_link(application: u64) -> String {
    format!(
        "https://discord.com/oauth2/authorize?client_id={application}&permissions={PERMISSION_BITS}\
         &scope=bot+applications.commands"
    )
}

#[cfg(test)]
mod tests {
    use super::{PERMISSION_BITS, invite_link};

    #[test]
    fn the_invitation_asks_for_no_more_than_is_used() {
        assert_eq!(PERMISSION_BITS.count_ones(), 11);
        assert_eq!(PERMISSION_BITS & (1 << 3), 0, "no administrator");
        assert!(invite_link(7).ends_with("&scope=bot+applications.commands"));
    }
}
