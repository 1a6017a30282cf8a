#![doc = include_str!("../README.md")]
#![expect(
    unreachable_pub,
    reason = "#[component] repeats `pub` on items it nests; the public ones are re-exported below"
)]

mod avatar;
mod badge;
mod button;
mod card;
mod checkbox;
mod combo_field;
mod count;
mod dialog;
mod empty_state;
mod fact;
mod field;
mod fold_summary;
pub mod icon;
mod icon_button;
mod kbd;
mod listbox;
mod menu;
mod modal;
mod notice;
mod page_header;
mod palette;
mod progress;
mod relative_time;
mod secret_field;
mod segmented;
mod select_field;
mod skeleton;
mod status_dot;
mod suggest_field;
mod table;
mod text_area;
mod text_field;
mod toast;
mod typed;

pub use avatar::Avatar;
pub use badge::{Badge, BadgeTone};
pub use button::{Button, ButtonKind, LinkButton};
pub use card::Card;
pub use checkbox::Checkbox;
pub use combo_field::ComboField;
pub use dialog::Dialog;
pub use empty_state::EmptyState;
pub use fact::Fact;
pub use field::{Field, note_id};
pub use fold_summary::FoldSummary;
pub use icon::Icon;
pub use icon_button::IconButton;
pub use kbd::Kbd;
pub use menu::{Menu, MenuSide};
pub use notice::{Notice, Tone};
pub use page_header::PageHeader;
pub use palette::{Palette, PaletteItem};
pub use progress::Progress;
pub use relative_time::{RelativeTime, exact, relative};
pub use secret_field::SecretField;
pub use segmented::Segmented;
pub use select_field::{Choice, SelectField};
pub use skeleton::Skeleton;
pub use status_dot::{Dot, StatusDot};
pub use suggest_field::{SuggestField, Suggestion};
pub use table::Table;
pub use text_area::{TextArea, textarea_text};
pub use text_field::TextField;
pub use toast::{Toasts, ToastsView};
