//! Moving in a list of choices while the focus stays in the field above it.

use leptos::web_sys::HtmlElement;

/// The place after a key: up and down go round, and begin at the ends where nothing is marked.
pub(crate) fn after(key: &str, at: Option<usize>, count: usize) -> Option<usize> {
    match (key, at) {
        _ if count == 0 => None,
        ("ArrowDown", Some(at)) => Some((at + 1) % count),
        ("ArrowDown", None) => Some(0),
        ("ArrowUp", Some(at)) => Some((at + count - 1) % count),
        ("ArrowUp", None) => Some(count - 1),
        ("PageDown", Some(at)) => Some((at + 8).min(count - 1)),
        ("PageUp", Some(at)) => Some(at.saturating_sub(8)),
        _ => None,
    }
}

/// Scrolls the list just so far that the option is in sight.
pub(crate) fn keep_visible(list: &HtmlElement, option: &HtmlElement) {
    let (top, bottom) = (option.offset_top(), option.offset_top() + option.offset_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if bottom > list.scroll_top() + list.client_height() {
        list.set_scroll_top(bottom - list.client_height());
    }
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn up_and_down_go_round_and_pages_stop_at_the_ends() {
        assert_eq!(after("ArrowDown", Some(2), 3), Some(0));
        assert_eq!(after("ArrowUp", Some(0), 3), Some(2));
        assert_eq!(after("PageDown", Some(2), 20), Some(10));
        assert_eq!(after("PageDown", Some(15), 20), Some(19));
        assert_eq!(after("PageUp", Some(3), 20), Some(0));
        assert_eq!(after("ArrowDown", Some(0), 0), None);
        assert_eq!(after("Home", Some(1), 3), None, "Home and End move in the text");
    }

    #[test]
    fn where_nothing_is_marked_the_arrows_begin_at_the_ends() {
        assert_eq!(after("ArrowDown", None, 3), Some(0));
        assert_eq!(after("ArrowUp", None, 3), Some(2));
        assert_eq!(after("PageDown", None, 3), None);
        assert_eq!(after("ArrowUp", None, 0), None);
    }
}
